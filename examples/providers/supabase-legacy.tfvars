# Supabase Auth, while tokens of the legacy JWT secret (HS256) are still in use. Replace PROJECT and the ARN.
trusted_issuers = {
  supabase = {
    issuer        = "https://PROJECT.supabase.co/auth/v1"
    audience      = ["authenticated"]
    algorithms    = ["ES256", "HS256"]
    jwks_url      = "https://PROJECT.supabase.co/auth/v1/.well-known/jwks.json"
    shared_secret = { arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:supabase-AbCdEf", encoding = "utf8" }
    required_claims = [
      { name = "role", any = ["authenticated"] },
      { name = "is_anonymous", none = [true] },
    ]
  }
}
