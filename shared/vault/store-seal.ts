import { type ContentKeys, contentIdOf, openContent, sealContent } from "./content-keys.ts";
import { openRecord, type SealKeys, sealRecord } from "./seal.ts";

/** A record under the seal of its store, whichever that is. */

/** Keys of a store's seal; the vault seal has content keys. */
export interface StoreKeys extends SealKeys {
  readonly content?: ContentKeys;
}

export const sealUnder = (keys: StoreKeys, job: Parameters<typeof sealRecord>[1]) =>
  keys.content === undefined ? sealRecord(keys.records, job) : sealContent(keys.content, job);

export const openUnder = (keys: StoreKeys, job: Parameters<typeof openRecord>[1]) =>
  keys.content === undefined || contentIdOf(job.sealed) === null
    ? openRecord(keys.records, job)
    : openContent(keys.content, job);
