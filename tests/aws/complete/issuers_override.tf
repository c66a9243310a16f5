# Laid over a copy of examples/complete. The keys of the run are configured, so that the function needs no OpenID provider
# that it can reach: the same tokens are valid on AWS and on the emulator.

module "authorizer" {
  issuer              = null
  audience            = []
  jwks_url            = null
  ca_certificates_pem = null

  trusted_issuers = merge(
    { run = { issuer = var.issuer, audience = var.audience, jwks = var.jwks } },
    { for key, remote in var.remote_issuers : key => merge(remote, { audience = var.audience }) },
  )
}
