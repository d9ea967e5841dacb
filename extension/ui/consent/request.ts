const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The request a consent window's address names (`?request=<uuid>`), or null. */
export function requestIn(address: string): string | null {
  const request = new URL(address).searchParams.get("request");
  return request !== null && uuid.test(request) ? request : null;
}
