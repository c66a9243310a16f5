import { unexpectedChanges } from "../e2e/support/known-differences.ts";
import type { PlanDocument } from "../support/terraform.ts";
import { registryHost } from "../support/terraform-program.ts";
import { type Instance, PROVIDER, type Resource, type State } from "./fixture.ts";

const TIME = "2026-01-01T00:00:00Z";

/**
 * The state for the fixture: without the times of its making, and with what AWS would return where the emulator
 * returns something else.
 *
 * @param secondPlan the plan after the apply; its changes must be known differences of the emulator
 * @throws Error if the second plan has other changes
 */
export function sanitized(resources: readonly Resource[], secondPlan: PlanDocument): State {
  const unexpected = unexpectedChanges(secondPlan);
  if (unexpected.length > 0) throw new Error(`the second plan is not empty:\n${unexpected.join("\n")}`);
  const text = JSON.stringify(withPlannedValues(resources, secondPlan))
    .replaceAll(`${registryHost}/${PROVIDER}`, PROVIDER)
    .replace(/"(last_modified|create_date)":"[^"]*"/g, `"$1":"${TIME}"`);
  return {
    version: 4,
    // The lowest that the module accepts: a later Terraform reads the state of an earlier one.
    terraform_version: "1.9.0",
    serial: 1,
    lineage: "00000000-0000-0000-0000-000000000000",
    outputs: {},
    resources: JSON.parse(withStableNames(text)),
  };
}

/** The resources as an apply of the plan would leave them, as far as the plan knows the values. */
export function withPlannedValues(
  resources: readonly Resource[],
  { resource_changes: changes = [] }: PlanDocument,
): readonly Resource[] {
  const afterOf = (address: string) => changes.find((change) => change.address === address)?.change.after;
  return resources.map((resource) => ({
    ...resource,
    instances: resource.instances.map((instance) => {
      const after = afterOf(addressOf(resource, instance)) as Record<string, unknown> | null | undefined;
      return { ...instance, attributes: { ...instance.attributes, ...after } };
    }),
  }));
}

/** The address of an instance in a plan. */
export function addressOf({ module, type, name }: Resource, { index_key: key }: Instance): string {
  return `${module}.${type}.${name}${key === undefined ? "" : `[${JSON.stringify(key)}]`}`;
}

/** The provider ends names with the time and a counter. */
function withStableNames(text: string): string {
  const names = [...new Set(text.match(/\b20\d{24}\b/g) ?? [])].sort();
  return names.reduce(
    (result, name, index) => result.replaceAll(name, `20260101000000${String(index + 1).padStart(12, "0")}`),
    text,
  );
}
