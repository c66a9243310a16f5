# Audiences that let in more tokens than they seem to. Only warnings, because a provider can differ from what is usual.

locals {
  # What the warnings look at, by place. An input that is unknown until apply makes them known after apply, so they read no
  # input that they don't need. By JSON, because any part can be sensitive.
  audience_defaults = { audience = var.audience, audience_claim = var.audience_claim, required_claims = var.required_claims }
  audience_settings = merge(
    { for place in [""] : place => jsondecode(nonsensitive(jsonencode(merge(local.audience_defaults, { issuer = var.issuer })))) if !local.has_trusted_issuers },
    # The claim is not null, because only an issuer has one.
    { for key in local.api_keys : "apis.${key}." => { audience = try(concat(jsondecode(nonsensitive(jsonencode(var.apis[key].audience))), []), []), audience_claim = "", required_claims = [], issuer = local.joined_issuers } },
    { for key, entry in local.issuer_entries : "trusted_issuers.${key}." => jsondecode(nonsensitive(jsonencode(merge(local.audience_defaults, jsondecode(entry))))) },
  )
  # Any issuer's tokens can be for any API.
  joined_issuers = join(" ", [for entry in values(local.issuers) : try(tostring(jsondecode(entry).issuer), "")])
  audience_warnings = flatten([
    for place, issuer in local.audience_settings : [
      for warning in concat(
        anytrue([for audience in try(tolist(issuer.audience), []) : try(endswith(audience, "/userinfo"), false)]) ? [
          "audience contains the provider's userinfo endpoint, which Auth0 writes into the tokens for every API of a tenant: remove it, and keep the identifier of your API."
        ] : [],
        try(contains(issuer.audience, "account") && strcontains(issuer.issuer, "/realms/"), false) ? [
          "audience contains \"account\", which Keycloak writes into the tokens for most clients of a realm: add an audience mapper for your API to the client, and use the audience that it adds."
        ] : [],
        try(startswith(issuer.issuer, "https://cognito-idp.") && issuer.audience_claim == null, false) && !strcontains(jsonencode(issuer.required_claims), "\"token_use\"") ? [
          "audience_claim is not \"client_id\", and the issuer is a Cognito user pool: its ID tokens would be accepted, and most of its access tokens have no aud. Set audience_claim = \"client_id\", or tell the two apart by a condition on token_use in required_claims."
        ] : [],
      ) : "${place}${warning}"
    ]
  ])
}

check "audiences_are_of_this_api" {
  assert {
    condition     = length(local.audience_warnings) == 0
    error_message = join("\n", local.audience_warnings)
  }
}
