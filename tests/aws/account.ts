import type { Terraform } from "../support/terraform.ts";
import type { Place } from "./options.ts";

/** The account that the emulator says it is. No real account has this ID. */
const EMULATED_ACCOUNT = "000000000000";

/** Who answers, as Terraform's provider sees it with the credentials of the run. */
export interface Identity {
  readonly accountId: string;
  readonly region: string;
}

/** Asks for the account. It creates nothing. */
export async function readIdentity(
  terraform: Pick<Terraform, "init" | "apply" | "output">,
): Promise<Identity> {
  await terraform.init();
  await terraform.apply();
  const { account_id: accountId, region } = await terraform.output();
  return { accountId: String(accountId), region: String(region) };
}

/**
 * Compares the account that answers with the one that was named.
 *
 * @throws Error if nothing may be created there
 */
export function confirmIdentity(place: Place, { accountId, region }: Identity): void {
  if (place.target === "emulator") {
    if (accountId !== EMULATED_ACCOUNT) {
      throw new Error(`the account ${accountId} is not that of the emulator: nothing was created`);
    }
    return;
  }
  const { profile } = place;
  if (accountId === EMULATED_ACCOUNT) {
    throw new Error(`the profile ${profile} reaches an emulator and not AWS: nothing was created`);
  }
  if (region !== place.region) {
    throw new Error(`the region is ${region} and not ${place.region}: nothing was created`);
  }
  if (place.account === undefined) {
    throw new Error(
      `the profile ${profile} belongs to the account ${accountId}: nothing was created. If this account may be used, add --account ${accountId}`,
    );
  }
  if (place.account !== accountId) {
    throw new Error(
      `the profile ${profile} belongs to the account ${accountId} and not to ${place.account}: nothing was created`,
    );
  }
}
