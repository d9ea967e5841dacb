import { FederpostError } from "../base/index.ts";
import { exchange, type Fetch, type HttpRequest } from "./http.ts";
import { parseJson } from "./json.ts";

const usual = { token: null, timeoutMs: 20_000, maxBytes: 65_536, overlong: "invalid_response", signal: null } as const;

/**
 * A call to an OpenID provider: GET without a form, else POST. Follows no redirect. @throws FederpostError `login_unreachable`
 * when it cannot be reached, `login_failed` when it refuses or answers something else than JSON.
 */
export async function askProvider(url: string, form: URLSearchParams | null, doFetch?: Fetch): Promise<unknown> {
  const request: HttpRequest = {
    ...usual,
    method: form === null ? "GET" : "POST",
    url,
    body:
      form === null
        ? null
        : { type: "application/x-www-form-urlencoded", bytes: new TextEncoder().encode(form.toString()) },
    redirect: "manual",
  };
  const answer = await exchange(request, doFetch).catch((cause: unknown) => {
    throw new FederpostError("login_unreachable", "The provider cannot be reached.", { cause });
  });
  const json = answer.status === 200 ? parseJson(answer.bytes) : null;
  if (json !== null && json !== undefined) return json;
  throw new FederpostError("login_failed", "The provider refused the login.");
}
