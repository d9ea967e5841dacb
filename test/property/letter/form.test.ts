import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkAnswers,
  encodeFormRequest,
  encodeLetter,
  encodeStatus,
  type Form,
  type Letter,
  parseForm,
  parseFormRequest,
  parseLetter,
  parseStatus,
  summarise,
} from "../../../shared/letter/index.ts";
import { mutatedJson } from "./mutations.ts";

const object = (properties: object, more: object = {}) => ({ type: "object", properties, ...more });
const formOf = (json: unknown): Form => {
  const read = parseForm(json);
  if ("fault" in read) throw new Error(`This is a form: ${read.fault}`);
  return read.form;
};
const faultOf = (json: unknown) => {
  const read = parseForm(json);
  return "fault" in read ? read.fault : null;
};

const application = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  ...object(
    {
      name: { type: "string", title: "Name", minLength: 2, maxLength: 40 },
      born: { type: "string", format: "date" },
      rooms: { type: "integer", minimum: 1, maximum: 9 },
      area: { type: "number", minimum: 0 },
      heated: { type: "boolean" },
      use: {
        type: "string",
        oneOf: [
          { const: "home", title: "Wohnen" },
          { const: "work", title: "Arbeiten" },
        ],
      },
      plot: { type: "string", pattern: "^[0-9]{1,4}/[0-9]{1,2}$" },
      plan: { type: "string", format: "federpost-file" },
      owners: {
        ...{ type: "array", minItems: 1, maxItems: 3 },
        items: object(
          { name: { type: "string", title: "Eigentümer" }, share: { type: "integer" } },
          { required: ["name"] },
        ),
      },
    },
    { title: "Bauantrag", required: ["name", "use", "owners"], additionalProperties: false },
  ),
};
const right = { name: "Erika", use: "home", owners: [{ name: "Erika", share: 2 }] };
const problems = (answers: unknown, files: readonly string[] = []) =>
  Object.fromEntries(checkAnswers(formOf(application), answers, { files }));

describe("a form", () => {
  it("is read from the subset of JSON Schema, and its answers are checked field by field", () => {
    expect(problems(right)).toEqual({});
    const full = { ...right, born: "1980-02-29", rooms: 3, area: 71.5, heated: true, plot: "12/3", plan: "plan.pdf" };
    expect(problems(full, ["plan.pdf"])).toEqual({});
    expect(problems({})).toEqual({ name: "missing", use: "missing", owners: "missing" });
    const wrong = { name: "E", use: "garage", owners: [{ share: 1.5 }], born: "1981-02-29", rooms: 10, area: -1 };
    expect(problems({ ...wrong, heated: "yes", plot: "1/2/3", plan: "plan.pdf", more: 1 })).toEqual({
      ...{ name: "too_short", use: "choice", born: "date", rooms: "too_large", area: "too_small", heated: "unknown" },
      ...{ plot: "pattern", plan: "file", more: "unknown", "owners.0.name": "missing", "owners.0.share": "whole" },
    });
    expect(problems({ ...right, owners: [] })).toEqual({ owners: "too_few" });
    expect(problems({ ...right, owners: [1, 2, 3, 4] })).toEqual({ owners: "too_many" });
    expect(problems({ ...right, name: "Erika\nMustermann" })).toEqual({ name: "text" });
    for (const none of [null, [], "x", 7]) expect(problems(none)).toEqual({ "": "unknown" });
  });

  it("has answers that people can read, with the words of its choices", () => {
    const lines = summarise(formOf(application), { ...right, heated: false });
    expect(lines.map(({ label, value, depth }) => [depth, label, value])).toEqual([
      ...[
        [0, "Name", "Erika"],
        [0, "heated", false],
        [0, "use", "Wohnen"],
      ],
      ...[
        [0, "owners 1", null],
        [1, "Eigentümer", "Erika"],
        [1, "share", 2],
      ],
    ]);
  });

  it("that refers elsewhere, is endless, too large, or uses what we do not know is refused", () => {
    const text = { type: "string" };
    const deep = (levels: number): object => (levels === 0 ? text : object({ inner: deep(levels - 1) }));
    expect(faultOf(object({ a: { $ref: "#" } }))).toBe("reference");
    expect(faultOf(object({ a: { $ref: "https://evil.example/form.json" } }))).toBe("reference");
    expect(faultOf({ ...object({ a: text }), $defs: {} })).toBe("reference");
    expect(faultOf(deep(5))).toBeNull();
    expect(faultOf(deep(60))).toBe("too_large");
    const many = (count: number) =>
      object(Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, text])));
    expect([faultOf(many(200)), faultOf(many(201))]).toEqual([null, "too_large"]);
    expect(faultOf(object({ a: { type: "string", title: "x".repeat(301) } }))).toBe("too_large");
    expect(faultOf(object({ a: { type: "string", enum: Array.from({ length: 201 }, String) } }))).toBe("too_large");
    expect(faultOf(object({ a: { type: "array", items: text, maxItems: 51 } }))).toBe("too_large");
    for (const keyword of ["not", "anyOf", "if", "patternProperties", "contentEncoding", "default", "const"])
      expect(faultOf(object({ a: { ...text, [keyword]: {} } }))).toBe("unknown_keyword");
    expect(faultOf(object({ a: { type: ["string", "null"] } }))).toBe("unknown_keyword");
    expect(faultOf(object({ a: { type: "string", format: "email" } }))).toBe("unknown_keyword");
  });

  it("cannot reach what every object has", () => {
    for (const name of ["__proto__", "constructor", "prototype", "toString", "a.b", "", "0"]) {
      const hostile = JSON.parse(`{"type":"object","properties":{${JSON.stringify(name)}:{"type":"boolean"}}}`);
      expect(faultOf(hostile)).toBe("malformed");
    }
    const answers = JSON.parse('{"name":"Erika","use":"home","owners":[{"name":"E"}],"__proto__":{"polluted":true}}');
    expect(problems(answers)).toEqual({ ["__proto__"]: "unknown" });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("with a pattern that could take long is refused; every other one answers at once for any text", () => {
    const withPattern = (pattern: string) => object({ a: { type: "string", pattern } });
    for (const pattern of [
      "(a+)+$",
      "a+a+a+$",
      ".*",
      "(a|a)*",
      "(?=a)",
      "\\1",
      "[a",
      "a{1,99}",
      "a?a?a?a?",
      "a{2}{3}",
      "a".repeat(101),
    ])
      expect([pattern, faultOf(withPattern(pattern))]).toEqual([
        pattern,
        pattern.length > 100 ? "too_large" : "pattern",
      ]);
    for (const pattern of ["^[0-9]{5}$", "^DE[0-9]{20}$", "\\d{2}\\.\\d{2}", "^[A-ZÄÖÜ][a-zäöüß -]{1,40}$", "", "^$"])
      expect([pattern, faultOf(withPattern(pattern))]).toEqual([pattern, null]);
    // The dearest that is let through: three choices of 64 at each of 20,000 places. Ends, where a bomb would not.
    const dear = formOf(withPattern("[a-z]{0,64}[a-z]{0,64}[a-z]{0,64}9$"));
    expect([...checkAnswers(dear, { a: "a".repeat(300) }, { files: [] })]).toEqual([["a", "pattern"]]);
  });

  it("changed anywhere is another form or a refusal, and never an error", () => {
    fc.assert(
      fc.property(mutatedJson(application), fc.jsonValue(), (json, answers) => {
        const read = parseForm(json);
        if ("fault" in read) return;
        checkAnswers(read.form, answers, { files: [] });
        summarise(read.form, answers);
      }),
    );
    fc.assert(
      fc.property(fc.anything(), (json) => {
        expect(Object.keys(parseForm(json))).toHaveLength(1);
      }),
    );
  });
});

describe("structured data of our own", () => {
  it("survives a letter, and foreign data is none of it", () => {
    const carried = (data: Letter["data"]): Letter["data"] => {
      const letter = {
        ...{ id: "8f1b3c1e-6f7f-4c51-8d0e-0f4f0c9b1a11", thread: "!t:example.org", from: "@a:example.org" },
        ...{ to: ["@b:example.org"], subject: "s", text: "", attachments: [], sentAtMs: 1, inReplyTo: null },
        ...{ acknowledgeBy: null, composedBy: null, data },
      } as unknown as Letter;
      return parseLetter(encodeLetter(letter))!.data;
    };
    const request = parseFormRequest(carried(encodeFormRequest("urn:example:building", application)));
    expect(request).toMatchObject({ name: "urn:example:building", form: { title: "Bauantrag" } });
    const fields = request !== null && "form" in request ? request.form.root.fields : [];
    expect(fields.map(({ name }) => name)).toEqual(Object.keys(application.properties));
    const status = { application: "Bauantrag 7", status: "in_progress" } as const;
    expect(parseStatus(carried(encodeStatus(status)))).toEqual(status);
    expect(parseStatus({ schema: "urn:federpost:application-status:1", json: { status: "lost" } })).toBeNull();
    expect(parseFormRequest({ schema: "urn:federpost:form-request:1", json: 7 })).toEqual({ fault: "malformed" });
    expect(parseFormRequest({ schema: "urn:other", json: application })).toBeNull();
  });
});
