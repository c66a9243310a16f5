# Audiences that let in more tokens than they seem to. Only warnings, because a provider can differ from what is usual.

locals {
  audience_warnings = flatten([
    for key, issuer in local.issuer_documents : [
      for warning in concat(
        anytrue([for audience in try(tolist(issuer.audience), []) : try(endswith(audience, "/userinfo"), false)]) ? [
          "audience contains the provider's userinfo endpoint, which Auth0 writes into the tokens for every API of a tenant: remove it, and keep the identifier of your API."
        ] : [],
        try(contains(issuer.audience, "account") && strcontains(issuer.issuer, "/realms/"), false) ? [
          "audience contains \"account\", which Keycloak writes into the tokens for most clients of a realm: add an audience mapper for your API to the client, and use the audience that it adds."
        ] : [],
        try(startswith(issuer.issuer, "https://cognito-idp."), false) && !can(issuer.audience_claim) && !strcontains(jsonencode(try(issuer.required_claims, [])), "\"token_use\"") ? [
          "audience_claim is not \"client_id\", and the issuer is a Cognito user pool: its ID tokens would be accepted, and most of its access tokens have no aud. Set audience_claim = \"client_id\", or tell the two apart by a condition on token_use in required_claims."
        ] : [],
      ) : "${local.has_trusted_issuers ? "trusted_issuers.${key}." : ""}${warning}"
    ]
  ])
}

check "audiences_are_of_this_api" {
  assert {
    condition     = length(local.audience_warnings) == 0
    error_message = join("\n", local.audience_warnings)
  }
}
