# Keycloak, access tokens. Replace HOST, REALM and the audience that a mapper adds.
issuer          = "https://HOST/realms/REALM"
audience        = ["orders"]
required_claims = [{ name = "typ", any = ["Bearer"] }] # ID tokens have "ID"
