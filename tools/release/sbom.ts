import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { createTemporaryDirectory } from "../../tests/support/temporary-directory.ts";

/** A component of an SBOM, as far as it is read here. */
interface Component {
  readonly name: string;
  readonly version: string;
}

/** An SBOM in the format CycloneDX, as far as it is read here. */
export interface Sbom {
  readonly bomFormat: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
}

/** An entry of package-lock.json, as far as it is read here. */
interface LockEntry {
  readonly version: string;
  readonly dev?: true;
  readonly devOptional?: true;
}

/**
 * Makes the SBOM of what is not a development dependency, with `npm sbom`.
 *
 * With `--omit dev`, npm leaves out a package that a development dependency also needs, and jose is one. So npm sees a
 * manifest and a lock file that have no development dependencies.
 *
 * @throws Error if the SBOM lacks a package
 */
export async function makeSbom(repository: string): Promise<Sbom> {
  const [manifest, lock] = await Promise.all(
    ["package.json", "package-lock.json"].map(async (name) =>
      JSON.parse(await readFile(join(repository, name), "utf8")),
    ),
  );
  const { "": root, ...entries }: Record<string, LockEntry> = lock.packages;
  const production = Object.entries(entries).filter(([, { dev, devOptional }]) => !dev && !devOptional);
  const packages = { "": { ...root, devDependencies: undefined }, ...Object.fromEntries(production) };
  const sbom = await runNpmSbom({ ...manifest, devDependencies: undefined }, { ...lock, packages });
  const missing = production
    .map(([path, { version }]) => ({ name: path.replace(/^.*node_modules\//, ""), version }))
    .filter(
      ({ name, version }) => !sbom.components.some((one) => one.name === name && one.version === version),
    );
  if (missing.length > 0) {
    throw new Error(`the SBOM lacks ${missing.map(({ name, version }) => `${name}@${version}`).join(", ")}`);
  }
  return sbom;
}

async function runNpmSbom(manifest: { readonly name: string }, lock: object): Promise<Sbom> {
  const directory = createTemporaryDirectory("sbom");
  // npm takes the name of the folder as the name of the component.
  const folder = join(directory.path, manifest.name);
  await mkdir(folder);
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  await writeFile(join(folder, "package-lock.json"), JSON.stringify(lock));
  const { stdout } = await execa("npm", ["sbom", "--package-lock-only", "--sbom-format", "cyclonedx"], {
    cwd: folder,
  });
  await directory.remove();
  return JSON.parse(stdout);
}
