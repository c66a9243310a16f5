import { createWorkspace } from "./workspace.ts";

/** Puts the provider where Terraform looks first. It can't bear two `init` that do so at the same time. */
export async function fillPluginCache(): Promise<void> {
  const workspace = await createWorkspace();
  await workspace.directory(".").init();
  await workspace.remove();
}

/** Vitest calls it before the files, which run two at a time. */
export const setup = fillPluginCache;
