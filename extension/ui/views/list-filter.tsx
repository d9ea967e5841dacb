import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { type Folder, folders } from "../../../shared/mailbox/index.ts";
import type { ThreadFilter } from "../../../shared/protocol/index.ts";
import { useUi } from "../state/context.ts";

interface ListFilterProps {
  readonly filter: ThreadFilter;
  readonly labels: readonly string[];
  /** How many threads are kept apart: without any there is no such folder. */
  readonly apart: number;
  readonly choose: (filter: ThreadFilter) => void;
}

/** Which threads the list shows. */
export function ListFilter({ filter, labels, apart, choose }: ListFilterProps): JSX.Element {
  const { t } = useUi();
  const id = useId();
  return (
    <div class="list-filter">
      <FolderField folder={filter.folder} hasApart={apart > 0} choose={(folder) => choose({ ...filter, folder })} />
      {(labels.length > 0 || filter.label !== null) && (
        <div>
          <label class="visually-hidden" for={id}>
            {t("order.label_filter")}
          </label>
          <select
            id={id}
            value={filter.label ?? ""}
            onChange={({ currentTarget }) => choose({ ...filter, label: currentTarget.value || null })}
            data-testid="filter-label"
          >
            <option value="">{t("order.any_label")}</option>
            {[...new Set([...labels, ...(filter.label === null ? [] : [filter.label])])].map((label) => (
              <option key={label} value={label}>
                {label}
              </option>
            ))}
          </select>
        </div>
      )}
      <label class="check list-filter-unread">
        <input
          type="checkbox"
          checked={filter.unread}
          onChange={({ currentTarget }) => choose({ ...filter, unread: currentTarget.checked })}
          data-testid="filter-unread"
        />
        {t("order.unread_only")}
      </label>
      <label class="check list-filter-unread">
        <input
          type="checkbox"
          checked={filter.deadline}
          onChange={({ currentTarget }) => choose({ ...filter, deadline: currentTarget.checked })}
          data-testid="filter-deadline"
        />
        {t("order.deadline_only")}
      </label>
      <MoreFilters filter={filter} choose={choose} />
    </div>
  );
}

const turns = ["mine", "theirs"] as const;

/** What is chosen less often; open where something is chosen, so that nobody wonders where threads are. */
function MoreFilters({ filter, choose }: Pick<ListFilterProps, "filter" | "choose">): JSX.Element {
  const { t } = useUi();
  const id = useId();
  return (
    <details class="more-filters" open={filter.files || filter.turn !== null} data-testid="more-filters">
      <summary>{t("filter.more")}</summary>
      <div class="list-filter">
        <label class="check list-filter-unread">
          <input
            type="checkbox"
            checked={filter.files}
            onChange={({ currentTarget }) => choose({ ...filter, files: currentTarget.checked })}
            data-testid="filter-files"
          />
          {t("filter.files")}
        </label>
        <label class="visually-hidden" for={id}>
          {t("filter.turn")}
        </label>
        <select
          id={id}
          value={filter.turn ?? ""}
          onChange={({ currentTarget }) =>
            choose({ ...filter, turn: turns.find((each) => each === currentTarget.value) ?? null })
          }
          data-testid="filter-turn"
        >
          <option value="">{t("filter.any_turn")}</option>
          {turns.map((turn) => (
            <option key={turn} value={turn}>
              {t(`filter.turn.${turn}`)}
            </option>
          ))}
        </select>
      </div>
    </details>
  );
}

interface FolderFieldProps {
  readonly folder: Folder;
  readonly hasApart: boolean;
  readonly choose: (folder: Folder) => void;
}

function FolderField({ folder, hasApart, choose }: FolderFieldProps): JSX.Element {
  const { t } = useUi();
  const id = useId();
  const shown = folders.filter((each) => each !== "apart" || hasApart || folder === "apart");
  return (
    <div>
      <label class="visually-hidden" for={id}>
        {t("order.filter")}
      </label>
      <select
        id={id}
        value={folder}
        onChange={({ currentTarget }) => {
          const chosen = folders.find((each) => each === currentTarget.value);
          if (chosen !== undefined) choose(chosen);
        }}
        data-testid="filter-folder"
      >
        {shown.map((each) => (
          <option key={each} value={each}>
            {t(`order.folder.${each}`)}
          </option>
        ))}
      </select>
    </div>
  );
}
