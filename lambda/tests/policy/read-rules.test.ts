import { describe, expect, test } from "vitest";
import { configurationWith, validDocument } from "../support/configuration.ts";
import { faultsOf } from "../support/faults.ts";
import { ACCEPTED_RULES, REFUSED_RULES } from "../support/rule-tables.ts";

const pathsOf = (rules: unknown): readonly string[] =>
  faultsOf(JSON.stringify(validDocument({ top: { rules } }))).map(({ path }) => path);

describe("valid rules", () => {
  test.each(Object.entries(ACCEPTED_RULES))("may have %s", (_name, rules) => {
    expect(pathsOf(rules)).toEqual([]);
  });

  test("are read completely", () => {
    const written = [
      { effect: "deny", methods: ["GET"], paths: ["/a"], scopes: ["s"] },
      {
        paths: ["/{/a~1b/0}", "$connect"],
        claims: [
          { name: "roles", any: ["x", 7, true], all: [-0] },
          { name: "/a~1b/0", none: ["y"] },
        ],
      },
    ];
    expect(configurationWith({ top: { rules: written } }).rules).toEqual([
      {
        effect: "deny",
        methods: ["GET"],
        paths: [{ text: "/a", parts: ["/a"] }],
        scopes: ["s"],
        claims: [],
      },
      {
        effect: "allow",
        methods: undefined,
        paths: [
          { text: "/{/a~1b/0}", parts: ["/", ["a/b", "0"]] },
          { text: "$connect", parts: [] },
        ],
        scopes: undefined,
        claims: [
          { claim: ["roles"], any: ["x", "7", "true"], all: ["0"], none: undefined },
          { claim: ["a/b", "0"], any: undefined, all: undefined, none: ["y"] },
        ],
      },
    ]);
  });
});

describe("invalid rules", () => {
  test.each(REFUSED_RULES.map((row) => [row.name, row] as const))(
    "are reported by their index: %s",
    (_name, { rules, fault }) => {
      expect(pathsOf(rules)).toEqual([fault]);
    },
  );

  test("show all their faults together", () => {
    const rules = [{ paths: ["a"], scope: ["s"] }, { paths: ["/{b"], claims: [{ nam: "c", any: [] }] }, 7];
    expect(pathsOf(rules)).toEqual([
      "rules[0].scope",
      "rules[2]",
      "rules[0].paths[0]",
      "rules[0].any_token",
      "rules[1].paths[0]",
      "rules[1].claims[0].nam",
      "rules[1].claims[0].name",
      "rules[1].claims[0].any",
    ]);
  });
});
