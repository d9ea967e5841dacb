import { describe, expect, test } from "vitest";
import { chooseLanguage, createTranslate } from "../../../extension/i18n/index.ts";

describe("a translator", () => {
  const de = createTranslate("de");
  const en = createTranslate("en");

  test("speaks its language", () => {
    expect(de("consent.decline")).toBe("Ablehnen");
    expect(en("consent.decline")).toBe("Decline");
  });

  test("puts values in, numbers as the language writes them", () => {
    expect(de("step.other", { done: 1, total: 1200 })).toBe("Schritt 1 von 1.200");
    expect(en("step.other", { done: 1, total: 1200 })).toBe("Step 1 of 1,200");
  });

  test("has one form for one and another for none and many", () => {
    expect(de("notification.new_letters", { count: 1 })).toBe("Sie haben 1 neuen Brief.");
    expect(de("notification.new_letters", { count: 0 })).toBe("Sie haben 0 neue Briefe.");
    expect(en("notification.new_letters", { count: 2 })).toBe("You have 2 new letters.");
  });

  test("does not read a value as a placeholder", () => {
    expect(en("attachment.save", { name: "{name}$&" })).toBe("Save {name}$&");
  });
});

describe("the language", () => {
  test("is the one the person chose, whatever the browser prefers", () => {
    expect(chooseLanguage("en", ["de-DE"])).toBe("en");
  });

  test("is else the first of the browser's languages that we have", () => {
    expect(chooseLanguage(null, ["fr-FR", "de-AT", "en"])).toBe("de");
    expect(chooseLanguage(null, ["EN-gb", "de"])).toBe("en");
  });

  test("is English where we have none of them", () => {
    expect(chooseLanguage(null, ["fr", "tr"])).toBe("en");
    expect(chooseLanguage(null, [])).toBe("en");
  });
});
