# Amazon Cognito, access tokens of a user pool. Replace REGION, USER_POOL_ID and APP_CLIENT_ID.
issuer          = "https://cognito-idp.REGION.amazonaws.com/USER_POOL_ID"
audience        = ["APP_CLIENT_ID"] # all app clients whose tokens may call the API
audience_claim  = "client_id"
required_claims = [{ name = "token_use", any = ["access"] }]
