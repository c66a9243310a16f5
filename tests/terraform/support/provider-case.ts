import type { FailureCode } from "../../../lambda/src/failure.ts";
import type { TokenChanges } from "../../../lambda/tests/support/tokens.ts";

/** A token that differs from the one in `tokens/`, and why it is refused; undefined if it is accepted. */
export interface Variant extends TokenChanges {
  readonly title: string;
  readonly reason: FailureCode | undefined;
}

/** What the configuration of one `NAME.tfvars` must do. */
export interface ProviderCase {
  /** The file in `tokens/`, without `.json`, if it is not the one of the same name. */
  readonly token?: string;
  /** What is different in that token for these tfvars. */
  readonly changes?: TokenChanges;
  /** Another member of the key set, as this provider publishes it. */
  readonly keyMembers?: Readonly<Record<string, unknown>>;
  /** Claims of a token for another audience of the same tenant. */
  readonly otherAudience: Readonly<Record<string, unknown>>;
  /** Claims of a token of another tenant. By default its issuer is not known. */
  readonly otherTenant: Readonly<Record<string, unknown>>;
  readonly otherTenantReason?: FailureCode;
  readonly variants?: readonly Variant[];
}
