import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Diagnostic } from "../support/terraform.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { attachment } from "./support/inputs.ts";
import { type CallingModule, writeModuleCalls } from "./support/module-calls.ts";

/** The function's stack and the API's stack may use different versions of the module: docs/many-stacks.md. */
describe("a value of attachment from another version of the module", () => {
  let workspace: Workspace;
  let calling: CallingModule;
  let diagnostics: readonly Diagnostic[];

  beforeAll(async () => {
    workspace = await createWorkspace();
    const { per_request: _, ...older } = attachment as Record<string, unknown>;
    const newer = { ...attachment, attribute_of_a_later_release: true };
    const calls = ["rest-api", "http-api"].flatMap((kind) =>
      Object.entries({ older, newer }).map(([version, value]) => ({
        name: `${version}_${kind.replace("-", "_")}`,
        source: `modules/${kind}`,
        inputs: { function: value, api: { id: "a1" } },
      })),
    );
    calling = await writeModuleCalls(workspace, "attachment-versions", calls);
    diagnostics = await calling.terraform.planDiagnostics();
  });

  afterAll(() => workspace.remove());

  test("a missing attribute makes the plan fail by its name; an unknown one is dropped", () => {
    expect(diagnostics.map((diagnostic) => calling.callOf(diagnostic)).sort()).toEqual([
      "older_http_api",
      "older_rest_api",
    ]);
    for (const { detail } of diagnostics) {
      expect(detail.replaceAll(/\s+/g, " ")).toContain('attribute "per_request" is required');
    }
  });
});
