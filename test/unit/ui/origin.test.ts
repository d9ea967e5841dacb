import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitOrigin } from "../../../extension/ui/safe/origin.ts";

describe("an origin in parts", () => {
  test("names scheme, what stands left, the site and the port", () => {
    expect(splitOrigin("https://bauen.musterstadt.example:8443")).toEqual({
      scheme: "https://",
      subdomains: "bauen.",
      site: "musterstadt.example",
      port: ":8443",
      encoded: false,
      encrypted: true,
    });
  });

  test("stresses the end of the name, not a trusted name at its front", () => {
    expect(splitOrigin("https://bauamt.musterstadt.de.login.evil.example")).toMatchObject({ site: "evil.example" });
    expect(splitOrigin("https://council.gov.uk")).toMatchObject({ subdomains: "", site: "council.gov.uk" });
    expect(splitOrigin("https://www.council.gov.uk")).toMatchObject({ subdomains: "www.", site: "council.gov.uk" });
  });

  test("leaves addresses in numbers whole", () => {
    expect(splitOrigin("https://192.0.2.17")).toMatchObject({ subdomains: "", site: "192.0.2.17" });
    expect(splitOrigin("http://[::1]:8080")).toMatchObject({ subdomains: "", site: "[::1]", encrypted: false });
    expect(splitOrigin("http://localhost:4000")).toMatchObject({ subdomains: "", site: "localhost", port: ":4000" });
  });

  test("says where letters outside ASCII are written in code", () => {
    expect(splitOrigin("https://xn--mnchen-3ya.example")).toMatchObject({
      encoded: true,
      site: "xn--mnchen-3ya.example",
    });
    expect(splitOrigin("https://stadt.xn--p1ai")).toMatchObject({ encoded: true });
  });

  test("is null for what is no origin a page may have", () => {
    for (const text of [
      "null",
      "",
      "http://stadt.example",
      "https://münchen.example",
      "https://a.example/path",
      "x".repeat(3000),
    ]) {
      expect(splitOrigin(text), text).toBeNull();
    }
  });

  test("loses nothing: the parts together are the origin", () => {
    fc.assert(
      fc.property(fc.domain(), fc.option(fc.integer({ min: 1, max: 65_535 })), (domain, port) => {
        const { origin } = new URL(`https://${domain}${port === null ? "" : `:${port}`}`);
        const parts = splitOrigin(origin);
        expect(parts && parts.scheme + parts.subdomains + parts.site + parts.port).toBe(origin);
      }),
    );
  });
});
