# GitHub Actions, OIDC tokens of the workflows of one repository. Replace the audience and both IDs.
issuer   = "https://token.actions.githubusercontent.com"
audience = ["https://orders.example.com"]
required_claims = [
  { name = "repository_owner_id", any = ["OWNER_ID"] },
  { name = "repository_id", any = ["REPOSITORY_ID"] },
  { name = "ref", any = ["refs/heads/main"] },
]
