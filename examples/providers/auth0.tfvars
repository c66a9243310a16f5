# Auth0, access tokens for an API. Replace TENANT (with its region, such as acme.eu) and the identifier of the API.
issuer   = "https://TENANT.auth0.com/" # with the slash; with a custom domain, that domain
audience = ["https://orders.example.com"]
