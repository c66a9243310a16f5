import { createWorkspace } from "./workspace.ts";

/** Fills Terraform's plugin cache with the provider. Two `init` commands must not fill it at the same time. */
export async function fillPluginCache(): Promise<void> {
  const workspace = await createWorkspace();
  await workspace.directory(".").init();
  await workspace.remove();
}

/** Vitest calls this before it runs the test files, two at a time. */
export const setup = fillPluginCache;
