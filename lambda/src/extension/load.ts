import type { Authorize } from "./contract.js";

/**
 * Loads custom logic from a package in a Lambda layer: its export `authorize`.
 *
 * @param name of the package
 * @param requireModule Node's `require`, which finds `nodejs/node_modules` of a layer; `import` does not
 * @throws Error if the package is missing or has no such export; the function then never answers
 */
export function loadExtension(name: string, requireModule: (name: string) => unknown): Authorize {
  const loaded = requireModule(name);
  const authorize =
    typeof loaded === "object" && loaded !== null ? (loaded as { authorize?: unknown }).authorize : undefined;
  if (typeof authorize !== "function") {
    throw new Error(`the extension's package ${name} must export a function authorize`);
  }
  return authorize as Authorize;
}
