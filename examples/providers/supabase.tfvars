# Supabase Auth, access tokens with an asymmetric signing key. Replace PROJECT.
issuer   = "https://PROJECT.supabase.co/auth/v1"
jwks_url = "https://PROJECT.supabase.co/auth/v1/.well-known/jwks.json"
audience = ["authenticated"]
required_claims = [
  { name = "role", any = ["authenticated"] },
  { name = "is_anonymous", none = [true] },
]
