import type { PlanDocument } from "../../support/terraform.ts";

/**
 * The planned attributes of one resource; what is known only after apply is absent.
 *
 * @throws Error if the plan doesn't create it, with what it does create
 */
export function planned(plan: PlanDocument, address: string): Readonly<Record<string, unknown>> {
  const change = plan.resource_changes?.find((candidate) => candidate.address === address);
  if (change === undefined) {
    const addresses = plan.resource_changes?.map((candidate) => candidate.address).join("\n  ");
    throw new Error(`${address} is not in the plan, which has\n  ${addresses}`);
  }
  return change.change.after as Readonly<Record<string, unknown>>;
}

/** The value of the function's `AUTHORIZER_CONFIG` in the plan. */
export function plannedDocument(plan: PlanDocument, functionAddress: string): string {
  const [environment] = planned(plan, functionAddress)["environment"] as [
    { variables: Record<string, string> },
  ];
  const document = environment.variables["AUTHORIZER_CONFIG"];
  if (document === undefined) {
    throw new Error(`${functionAddress} has no AUTHORIZER_CONFIG in the plan`);
  }
  return document;
}
