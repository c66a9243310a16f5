# AD FS, access tokens for a Web API. Replace HOST and the identifier of the Web API.
issuer   = "http://HOST/adfs/services/trust" # http, as in the tokens
jwks_url = "https://HOST/adfs/discovery/keys"
audience = ["https://orders.example.com"]
