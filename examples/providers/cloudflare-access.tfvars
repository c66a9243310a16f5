# Cloudflare Access in front of the API, application tokens. Replace TEAM and the application's AUD tag.
issuer          = "https://TEAM.cloudflareaccess.com"
jwks_url        = "https://TEAM.cloudflareaccess.com/cdn-cgi/access/certs"
audience        = ["AUD_TAG"]
token_source    = { header = "Cf-Access-Jwt-Assertion", scheme = "" }
required_claims = [{ name = "type", any = ["app"] }]
