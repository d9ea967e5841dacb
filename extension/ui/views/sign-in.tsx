import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { AccountView } from "../../../shared/protocol/index.ts";
import { Brand } from "../parts/brand.tsx";
import { Field } from "../parts/field.tsx";
import { HelpButton } from "../parts/help-button.tsx";
import { FailureNotice, Notice } from "../parts/notice.tsx";
import { type Failure, useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { useLoginWays } from "../state/login-ways.ts";
import { usePolicy } from "../state/policy.ts";
import { useSignInSteps } from "../state/progress.ts";
import { browserName, checkSignIn, homeserverOf, type SignInFields } from "../state/sign-in.ts";
import { SignInSteps } from "./sign-in-steps.tsx";
import { SsoLogins } from "./sso-logins.tsx";
import { StorageNotices } from "./storage-trouble.tsx";

interface SignInProps {
  readonly account: Extract<AccountView, { kind: "none" | "signed_out" }>;
  readonly done: (account: AccountView) => void;
}

function useSignIn(done: SignInProps["done"]) {
  const { panel, t } = useUi();
  const action = useAction();
  const [tried, setTried] = useState(false);
  const [fields, setFields] = useState<SignInFields>({
    homeserver: "",
    user: "",
    password: "",
    deviceName: t("sign_in.device_default", { browser: browserName(navigator.userAgent) }),
  });
  const change = (part: Partial<SignInFields>) => setFields((known) => ({ ...known, ...part }));
  const prescribed = usePolicy()?.homeserver ?? null;
  useEffect(() => {
    if (prescribed !== null) change({ homeserver: prescribed });
  }, [prescribed]);
  const ways = useLoginWays(fields.homeserver.trim());
  useEffect(() => {
    if (prescribed !== null && fields.homeserver === prescribed) ways.look();
  }, [prescribed, fields.homeserver]);
  const problems = checkSignIn(fields);
  const submit = () => {
    setTried(true);
    if (Object.values(problems).some(Boolean)) return;
    void action.run(async () => {
      const found = await ways.find();
      if (!found.passwordLogin) return;
      const account = await panel.call("account.signIn", {
        ...fields,
        user: fields.user.trim(),
        homeserver: fields.homeserver.trim(),
      });
      change({ password: "" });
      done(account);
    });
  };
  return { fields, change, prescribed, problems: tried ? problems : {}, action, ways, submit };
}

type Form = ReturnType<typeof useSignIn>;

function PasswordFields({ fields, change, problems }: Form): JSX.Element {
  const { t } = useUi();
  const problem = (wrong: boolean | undefined) => (wrong ? t("sign_in.needed") : null);
  return (
    <>
      <Field
        label={t("sign_in.user")}
        value={fields.user}
        maxLength={255}
        autocomplete="username"
        problem={problem(problems.user)}
        onInput={(user) => change({ user })}
        onBlur={() => change({ homeserver: homeserverOf(fields) })}
        testId="sign-in-user"
      />
      <Field
        label={t("sign_in.password")}
        kind="secret"
        value={fields.password}
        maxLength={4096}
        autocomplete="current-password"
        problem={problem(problems.password)}
        onInput={(password) => change({ password })}
        testId="sign-in-password"
      />
    </>
  );
}

function SignInFieldset(form: Form): JSX.Element {
  const { fields, change, prescribed, problems, action, ways } = form;
  const { t } = useUi();
  const problem = (wrong: boolean | undefined) => (wrong ? t("sign_in.needed") : null);
  return (
    <fieldset class="plain" disabled={action.busy}>
      <Field
        label={t("sign_in.homeserver")}
        hint={t(prescribed === null ? "sign_in.homeserver_hint" : "sign_in.homeserver_prescribed")}
        value={fields.homeserver}
        disabled={prescribed !== null}
        maxLength={2048}
        problem={problem(problems.homeserver)}
        onInput={(homeserver) => change({ homeserver })}
        onBlur={ways.look}
        testId="sign-in-homeserver"
      />
      {ways.passwordLogin && <PasswordFields {...form} />}
      <Field
        label={t("sign_in.device")}
        hint={t("sign_in.device_hint")}
        value={fields.deviceName}
        maxLength={100}
        problem={problem(problems.deviceName)}
        onInput={(deviceName) => change({ deviceName })}
        testId="sign-in-device"
      />
    </fieldset>
  );
}

/** Two codes mean more here than elsewhere: browsers report a bad certificate as a server that does not answer. */
function SignInFailure({ failure }: { readonly failure: Failure | null }): JSX.Element | null {
  const { t } = useUi();
  if (failure?.code !== "conflict" && failure?.code !== "offline") return <FailureNotice failure={failure} />;
  return (
    <Notice tone="danger" testId="error">
      <p>{t(`sign_in.${failure.code}`)}</p>
    </Notice>
  );
}

function SignedOut({ account }: Pick<SignInProps, "account">): JSX.Element | null {
  const { t } = useUi();
  if (account.kind === "none") return null;
  return (
    <Notice tone={account.reason === "by_person" ? "info" : "warning"} testId="signed-out">
      <p>{t(`signed_out.${account.reason}`)}</p>
    </Notice>
  );
}

/** The first page: connects this browser with a mailbox on a homeserver. */
export function SignIn({ account, done }: SignInProps): JSX.Element {
  const { t } = useUi();
  const form = useSignIn(done);
  const steps = useSignInSteps(form.action.busy ? "yes" : "no");
  return (
    <>
      <header class="topbar">
        <Brand />
        <HelpButton />
      </header>
      <main class="sign-in">
        <h2>{t("sign_in.title")}</h2>
        <p>{t("sign_in.text")}</p>
        <StorageNotices />
        <SignedOut account={account} />
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            form.submit();
          }}
        >
          <SignInFieldset {...form} />
          {!form.ways.passwordLogin && form.ways.sso.length === 0 && (
            <Notice tone="danger" testId="no-password-login">
              <p>{t("sign_in.no_password_login")}</p>
            </Notice>
          )}
          <SignInFailure failure={form.action.failure} />
          {form.ways.passwordLogin && (
            <button type="submit" class="button button-primary" disabled={form.action.busy} data-testid="sign-in">
              {t(form.action.busy ? "sign_in.busy" : "sign_in.action")}
            </button>
          )}
          <SsoLogins
            fields={form.fields}
            ways={form.ways}
            action={form.action}
            alone={!form.ways.passwordLogin}
            done={done}
          />
          {form.action.busy && <SignInSteps steps={steps} />}
        </form>
      </main>
    </>
  );
}
