import { readFile } from "node:fs/promises";
import { unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { committedArchives, repositoryPath } from "../../lambda/build/archives.ts";
import { bundledPackages } from "../../lambda/build/bundle.ts";
import { noticesText } from "../../lambda/build/notices.ts";

const notices = await readFile(repositoryPath("THIRD-PARTY-NOTICES.md"), "utf8");

/** Whether THIRD-PARTY-NOTICES.md says that a zip contains code of others. */
const hasPackages = ({ path }: { readonly path: string }): boolean => notices.includes(`\`${path}\``);

describe("the third-party notices", () => {
  test("are up to date (npm run build)", async () => {
    expect(notices).toBe(await noticesText());
  });

  test("name every package in a zip, whose license is in that zip, too", async () => {
    const packages = await bundledPackages();
    expect(packages).toEqual(["jose"]);
    for (const { path } of committedArchives.filter(hasPackages)) {
      const files = unzipSync(await readFile(repositoryPath(path)));
      const licenses = Object.keys(files).filter((name) => /^LICENSE-/.test(name));
      expect(licenses, path).toEqual(packages.map((name) => `LICENSE-${name}.md`));
      for (const name of licenses) {
        expect(notices).toContain(
          Buffer.from(files[name] ?? [])
            .toString()
            .trim(),
        );
      }
    }
  });

  test("are complete: the other zips contain no package", async () => {
    for (const { path } of committedArchives.filter((archive) => !hasPackages(archive))) {
      const texts = Object.values(unzipSync(await readFile(repositoryPath(path)))).map((file) =>
        Buffer.from(file).toString(),
      );
      expect(texts.length, path).toBeGreaterThan(0);
      expect(texts.join("\n"), path).not.toMatch(/node_modules|@license|Copyright/i);
    }
  });
});
