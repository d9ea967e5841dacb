/** A person may take their time in the window of an identity provider. */
export const loginTimeoutMs = 15 * 60_000;
