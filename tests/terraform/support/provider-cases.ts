import type { ProviderCase } from "./provider-case.ts";
import { KUBERNETES, SUPABASE } from "./provider-variants.ts";

const OTHER_AUDIENCE = { aud: "https://billing.example.com" };

/** One for each `NAME.tfvars` in examples/providers. */
export const PROVIDER_CASES: Readonly<Record<string, ProviderCase>> = {
  "ad-fs": {
    otherAudience: OTHER_AUDIENCE,
    otherTenant: { iss: "http://OTHER/adfs/services/trust" },
    variants: [
      {
        title: "that is an ID token",
        claims: { iss: "https://HOST/adfs", aud: "CLIENT_ID" },
        reason: "issuer_unknown",
      },
    ],
  },
  auth0: {
    otherAudience: OTHER_AUDIENCE,
    otherTenant: { iss: "https://OTHER.auth0.com/" },
    variants: [
      { title: "that is an ID token", claims: { aud: "CLIENT_ID" }, reason: "audience_mismatch" },
      {
        title: "of a user, which also has the audience of userinfo",
        claims: { aud: ["https://orders.example.com", "https://TENANT.auth0.com/userinfo"] },
        reason: undefined,
      },
      {
        title: "with the RFC 9068 profile",
        header: { typ: "at+jwt" },
        claims: { azp: undefined, gty: undefined, client_id: "CLIENT_ID" },
        reason: undefined,
      },
    ],
  },
  clerk: {
    otherAudience: { azp: "https://other.example.com" },
    otherTenant: { iss: "https://clerk.example.net" },
    variants: [
      { title: "without azp", claims: { azp: undefined }, reason: "audience_mismatch" },
      { title: "of a pending session", claims: { sts: "pending" }, reason: "required_claims_not_met" },
      { title: "without sts", claims: { sts: undefined }, reason: undefined },
    ],
  },
  "cloudflare-access": {
    otherAudience: { aud: ["OTHER_AUD_TAG"] },
    otherTenant: { iss: "https://OTHER.cloudflareaccess.com" },
    variants: [
      { title: "of the global session", claims: { type: "org" }, reason: "required_claims_not_met" },
      {
        title: "of a service token",
        claims: { email: undefined, identity_nonce: undefined, sub: "", common_name: "CLIENT_ID.access" },
        reason: undefined,
      },
    ],
  },
  cognito: {
    otherAudience: { client_id: "OTHER_CLIENT_ID" },
    otherTenant: { iss: "https://cognito-idp.REGION.amazonaws.com/OTHER_POOL_ID" },
    variants: [
      {
        title: "that is an ID token",
        claims: { token_use: "id", client_id: undefined, aud: "APP_CLIENT_ID" },
        reason: "audience_mismatch",
      },
      {
        title: "that has client_id, but is not an access token",
        claims: { token_use: "id" },
        reason: "required_claims_not_met",
      },
    ],
  },
  "entra-id": {
    keyMembers: { issuer: "https://login.microsoftonline.com/{tenantid}/v2.0" },
    otherAudience: { aud: "OTHER_CLIENT_ID" },
    otherTenant: { iss: "https://login.microsoftonline.com/OTHER/v2.0", tid: "OTHER" },
    variants: [
      { title: "whose tid is of another tenant", claims: { tid: "OTHER" }, reason: "key_unknown" },
      {
        title: "of version 1.0",
        claims: { iss: "https://sts.windows.net/TENANT_ID/", aud: "api://API_CLIENT_ID", ver: "1.0" },
        reason: "issuer_unknown",
      },
      {
        title: "that is an ID token of the same registration",
        claims: { azp: undefined, azpacr: undefined, nonce: "n" },
        reason: "required_claims_not_met",
      },
    ],
  },
  firebase: {
    otherAudience: { aud: "OTHER_PROJECT" },
    otherTenant: { iss: "https://securetoken.google.com/OTHER_PROJECT", aud: "OTHER_PROJECT" },
    variants: [
      {
        title: "of an anonymous user",
        claims: { firebase: { identities: {}, sign_in_provider: "anonymous" } },
        reason: "required_claims_not_met",
      },
      {
        title: "that is a session cookie",
        claims: { iss: "https://session.firebase.google.com/PROJECT_ID" },
        reason: "issuer_unknown",
      },
    ],
  },
  "github-actions": {
    otherAudience: OTHER_AUDIENCE,
    otherTenant: {
      sub: "repo:attacker@1/octo-repo@REPOSITORY_ID:ref:refs/heads/main",
      repository: "attacker/octo-repo",
      repository_owner: "attacker",
      repository_owner_id: "1",
    },
    otherTenantReason: "required_claims_not_met",
    variants: [
      { title: "of another repository", claims: { repository_id: "2" }, reason: "required_claims_not_met" },
      {
        title: "of a pull request",
        claims: { ref: "refs/pull/1/merge", event_name: "pull_request" },
        reason: "required_claims_not_met",
      },
      {
        title: "with the previous format of sub",
        claims: { sub: "repo:octo-org/octo-repo:ref:refs/heads/main" },
        reason: undefined,
      },
    ],
  },
  google: {
    otherAudience: { aud: "OTHER_CLIENT_ID.apps.googleusercontent.com" },
    otherTenant: { hd: "example.net", email: "jane@example.net" },
    otherTenantReason: "required_claims_not_met",
    variants: [
      {
        title: "of a personal account or a service account, which has no hd",
        claims: { hd: undefined, email: "jane@gmail.com" },
        reason: "required_claims_not_met",
      },
      {
        title: "with the previous form of iss",
        claims: { iss: "accounts.google.com" },
        reason: "issuer_unknown",
      },
    ],
  },
  "google-service-account": {
    token: "google",
    changes: {
      claims: {
        azp: "110169484474386276334",
        aud: "https://orders.example.com",
        email: "worker@PROJECT_ID.iam.gserviceaccount.com",
        hd: undefined,
      },
    },
    otherAudience: OTHER_AUDIENCE,
    otherTenant: { email: "attacker@OTHER_PROJECT.iam.gserviceaccount.com" },
    otherTenantReason: "required_claims_not_met",
    variants: [
      { title: "without an email address", claims: { email: undefined }, reason: "required_claims_not_met" },
      {
        title: "with an email address that is not verified",
        claims: { email_verified: false },
        reason: "required_claims_not_met",
      },
    ],
  },
  keycloak: {
    otherAudience: { aud: ["billing", "account"] },
    otherTenant: { iss: "https://HOST/realms/OTHER" },
    variants: [
      {
        title: "of a client without an audience mapper",
        claims: { aud: "account" },
        reason: "audience_mismatch",
      },
      {
        title: "that is an ID token of the client `orders`",
        claims: { typ: "ID", aud: "orders" },
        reason: "required_claims_not_met",
      },
      { title: "with the header type at+jwt", header: { typ: "at+jwt" }, reason: undefined },
    ],
  },
  kubernetes: {
    otherAudience: { aud: ["https://billing.example.com"] },
    otherTenant: { iss: "https://oidc.eks.REGION.amazonaws.com/id/OTHER_ID" },
    variants: KUBERNETES,
  },
  "kubernetes-static": {
    token: "kubernetes",
    changes: { claims: { iss: "https://kubernetes.default.svc.cluster.local" } },
    otherAudience: { aud: ["https://billing.example.com"] },
    otherTenant: { iss: "https://kubernetes.default.svc" },
    variants: KUBERNETES,
  },
  okta: {
    otherAudience: { aud: "api://default" },
    otherTenant: { iss: "https://ORG.okta.com/oauth2/OTHER_ID" },
    variants: [
      {
        title: "of the org authorization server",
        header: { typ: "application/okta-internal-at+jwt" },
        claims: { iss: "https://ORG.okta.com", aud: "https://ORG.okta.com" },
        reason: "issuer_unknown",
      },
      { title: "that is an ID token", claims: { aud: "CLIENT_ID" }, reason: "audience_mismatch" },
    ],
  },
  ping: {
    otherAudience: { aud: ["https://api.pingone.eu"] },
    otherTenant: { iss: "https://auth.pingone.eu/OTHER_ID/as", env: "OTHER_ID" },
    variants: [
      { title: "with the header type at+jwt", header: { typ: "at+jwt" }, reason: undefined },
      { title: "that is an ID token", claims: { aud: "CLIENT_ID" }, reason: "audience_mismatch" },
    ],
  },
  supabase: {
    otherAudience: { aud: "anon" },
    otherTenant: { iss: "https://OTHER.supabase.co/auth/v1" },
    variants: [
      ...SUPABASE,
      { title: "signed with the legacy secret", header: { alg: "HS256" }, reason: "algorithm_not_allowed" },
    ],
  },
  "supabase-legacy": {
    token: "supabase",
    changes: { header: { alg: "HS256" } },
    otherAudience: { aud: "anon" },
    otherTenant: { iss: "https://OTHER.supabase.co/auth/v1" },
    variants: [
      ...SUPABASE,
      { title: "signed with the new key", header: { alg: "ES256" }, reason: undefined },
    ],
  },
  zitadel: {
    otherAudience: { aud: ["287401958304129026", "OTHER_PROJECT"] },
    otherTenant: { iss: "https://OTHER.zitadel.cloud" },
  },
};
