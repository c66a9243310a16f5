# Okta, access tokens of a custom authorization server. Replace ORG.okta.com, SERVER_ID and the audience of the server.
issuer   = "https://ORG.okta.com/oauth2/SERVER_ID"
audience = ["https://orders.example.com"]
