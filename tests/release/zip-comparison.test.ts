import { describe, expect, test } from "vitest";
import { sha256 } from "../../tools/release/release.ts";
import { compareZips } from "../../tools/release/zip-comparison.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const deployed = { path: "lambda/dist/authorizer.zip", committed: bytes("one"), built: bytes("one") };
const backend = { path: "examples/rules/backend.zip", committed: bytes("two"), built: bytes("two") };

describe("the comparison of zips", () => {
  test("passes if all are the same, and shows both hashes of each", () => {
    const { isSame, lines } = compareZips([deployed, backend], {
      version: "1.2.3",
      sha256: sha256(bytes("one")),
    });
    expect(isSame).toBe(true);
    expect(lines).toEqual([
      "✔ lambda/dist/authorizer.zip",
      `    committed  ${sha256(bytes("one"))}  3 bytes`,
      `    built      ${sha256(bytes("one"))}  3 bytes`,
      "✔ examples/rules/backend.zip",
      `    committed  ${sha256(bytes("two"))}  3 bytes`,
      `    built      ${sha256(bytes("two"))}  3 bytes`,
      "✔ the changelog has the SHA-256 of lambda/dist/authorizer.zip of version 1.2.3",
      `    changelog  ${sha256(bytes("one"))}`,
    ]);
  });

  test("fails if one byte of any zip differs", () => {
    const other = { ...backend, built: bytes("twO") };
    const { isSame, lines } = compareZips([deployed, other], undefined);
    expect(isSame).toBe(false);
    expect(lines).toContain("✔ lambda/dist/authorizer.zip");
    expect(lines).toContain("✘ examples/rules/backend.zip");
    expect(lines).toContain(`    built      ${sha256(bytes("twO"))}  3 bytes`);
  });

  test("fails if the build does not make a zip that is committed", () => {
    const { isSame, lines } = compareZips([deployed, { ...backend, built: undefined }], undefined);
    expect(isSame).toBe(false);
    expect(lines.at(-1)).toBe("    built      no such file");
  });

  test.each([
    ["another hash", sha256(bytes("other"))],
    ["no hash", undefined],
  ])("fails if the changelog of the release has %s", (_name, recorded) => {
    expect(compareZips([deployed], { version: "1.2.3", sha256: recorded })).toMatchObject({
      isSame: false,
      lines: expect.arrayContaining([`    changelog  ${recorded ?? "none"}`]),
    });
  });

  test("fails without the zip that Terraform deploys", () => {
    expect(compareZips([backend], undefined).isSame).toBe(false);
  });
});
