import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Lab, startLab } from "../lab/lab.ts";
import { audiences } from "../support/complete-example.ts";
import { unexpectedChanges } from "../support/known-differences.ts";
import {
  type AppliedExample,
  applyPermissionExample,
  callAsEverybody,
  callers,
  type PermissionResult,
  permissionExamples,
} from "../support/permission-examples.ts";

describe("the examples with rules", () => {
  let lab: Lab;

  before(async () => {
    lab = await startLab({ audiences, callers });
  });

  after(() => lab.stop());

  for (const example of permissionExamples) {
    describe(`examples/${example.directory}, applied`, () => {
      let applied: AppliedExample;
      let results: readonly PermissionResult[];

      before(async () => {
        applied = await applyPermissionExample(lab, example);
        results = await callAsEverybody(lab, applied);
      });

      for (const [request, allowed] of example.permissions) {
        test(`${request} is allowed for ${allowed.join(", ") || "nobody"}, and the backend receives the identity of each`, () => {
          const ofRequest = results.filter((result) => result.request === request);
          assert.equal(ofRequest.length, example.callers.length);
          assert.deepEqual(
            ofRequest.filter(({ mark }) => mark !== "as expected"),
            [],
          );
        });
      }

      test("a second plan is empty except for known differences of the emulator", async () => {
        const plan = await applied.terraform.planJson({ vars: applied.variables });
        assert.deepEqual(unexpectedChanges(plan), []);
      });

      test("destroy leaves nothing in the state", async () => {
        await applied.terraform.destroy(applied.variables);
        assert.deepEqual(await applied.terraform.output(), {});
      });
    });
  }
});
