import { readFile } from "node:fs/promises";
import { repositoryPath } from "./archives.ts";
import { bundledPackages } from "./bundle.ts";

/** A package as package-lock.json describes it. */
interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/**
 * The content of `THIRD-PARTY-NOTICES.md`: the licenses of all code of others that the zips contain, and what npm
 * installs with the npm package. A test compares it with the committed file.
 */
export async function noticesText(): Promise<string> {
  const locked = await productionPackages();
  const bundled = await bundledPackages();
  const inZips = bundled.map((name) => lockedPackage(locked, name));
  const others = locked.filter(({ name }) => !bundled.includes(name));
  return `# Third-party notices

\`npm run build\` writes this page from \`package-lock.json\`, the installed packages and what the bundler put into the zips.

## In the zips

\`lambda/dist/authorizer.zip\`, \`examples/custom-logic/authorizer.zip\` and \`examples/revocation/logout.zip\` contain code of these packages. Each zip contains the license of the package, too, in the file \`LICENSE-NAME.md\`. The other zips contain only code of this repository.

${(await Promise.all(inZips.map(noticeOf))).join("\n\n")}

## With the npm package

The npm package contains no code of others. npm installs these packages with it, in addition to those above. The function does not use them.

| package | version | license |
| --- | --- | --- |
${others.map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`).join("\n")}
`;
}

async function noticeOf({ name, version, license }: LockedPackage): Promise<string> {
  const text = await readFile(repositoryPath(`node_modules/${name}/LICENSE.md`), "utf8");
  return `### ${name} ${version} (${license})\n\n\`\`\`text\n${text.replaceAll("\r\n", "\n").trim()}\n\`\`\``;
}

/** The packages that are no development dependencies, in alphabetical order. */
async function productionPackages(): Promise<readonly LockedPackage[]> {
  const { packages } = JSON.parse(await readFile(repositoryPath("package-lock.json"), "utf8"));
  return Object.entries<{ version: string; license: string; dev?: true; devOptional?: true }>(packages)
    .filter(([path, { dev, devOptional }]) => path !== "" && !dev && !devOptional)
    .map(([path, { version, license }]) => ({
      name: path.replace(/^.*node_modules\//, ""),
      version,
      license,
    }));
}

function lockedPackage(locked: readonly LockedPackage[], name: string): LockedPackage {
  const found = locked.find((candidate) => candidate.name === name);
  if (found === undefined) {
    throw new Error(`the bundle contains ${name}, which is not in "dependencies" of package.json`);
  }
  return found;
}
