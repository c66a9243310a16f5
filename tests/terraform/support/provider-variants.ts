import type { Variant } from "./provider-case.ts";

/** Tokens of Supabase, whichever key signs them. */
export const SUPABASE: readonly Variant[] = [
  {
    title: "of a visitor without an account",
    claims: { is_anonymous: true },
    reason: "required_claims_not_met",
  },
  { title: "of the service role", claims: { role: "service_role" }, reason: "required_claims_not_met" },
  { title: "that is an API key", claims: { iss: "supabase", aud: undefined }, reason: "issuer_unknown" },
];

/** Tokens of a cluster, wherever its keys come from. */
export const KUBERNETES: readonly Variant[] = [
  {
    title: "of another namespace",
    claims: { sub: "system:serviceaccount:default:SERVICE_ACCOUNT" },
    reason: "required_claims_not_met",
  },
  {
    title: "for the API server of the cluster",
    claims: { aud: ["https://kubernetes.default.svc"] },
    reason: "audience_mismatch",
  },
];
