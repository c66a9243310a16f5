import { copyFile, link, mkdir, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Environment } from "../support/process-environment.ts";
import { findMirror, PROVIDER, registryAnswers } from "../support/provider-mirror.ts";
import { cacheDirectory } from "../support/repository.ts";
import { REGISTRY_HOSTS } from "../support/terraform-program.ts";

const NAMED = "JWT_AUTHORIZER_PROVIDER_MIRROR";

/**
 * OpenTofu has the same providers at other addresses, so a mirror for Terraform is not one for OpenTofu. If OpenTofu's
 * registry can't be reached, this makes such a mirror in `.cache/` from the one for Terraform.
 *
 * @returns the variables that name the mirror; none if OpenTofu gets the provider without one
 */
export async function openTofuMirror(): Promise<Environment> {
  const named = process.env[NAMED];
  const roots = named === undefined || named === "" ? undefined : [named];
  if (roots === undefined && (await registryAnswers(REGISTRY_HOSTS.tofu))) return {};
  if (findMirror(REGISTRY_HOSTS.tofu, roots) !== undefined) return {};
  const source = findMirror(REGISTRY_HOSTS.terraform, roots);
  if (source === undefined) return {};
  const mirror = join(cacheDirectory, "opentofu-mirror");
  await linkFiles(
    join(source, REGISTRY_HOSTS.terraform, PROVIDER),
    join(mirror, REGISTRY_HOSTS.tofu, PROVIDER),
  );
  return { [NAMED]: mirror };
}

/** OpenTofu does not follow a link to a directory, so the directories are real, and each file is linked. */
export async function linkFiles(source: string, target: string): Promise<void> {
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((candidate) => !candidate.isDirectory())) {
    const file = join(entry.parentPath, entry.name);
    const copy = join(target, file.slice(source.length));
    await mkdir(dirname(copy), { recursive: true });
    await link(file, copy).catch(async (error: NodeJS.ErrnoException) => {
      // A mirror on another disk can't be linked.
      if (error.code !== "EEXIST") await copyFile(file, copy);
    });
  }
}
