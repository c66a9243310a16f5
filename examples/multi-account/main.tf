# The function in one account, an API in another one. Both are in one configuration here to show them together. In
# practice they are two stacks, as in ../shared-function, and the value of attachment goes from one to the other.

provider "aws" {
  alias = "function"

  assume_role {
    role_arn = var.function_account_role_arn
  }
}

provider "aws" {
  alias = "apis"

  assume_role {
    role_arn = var.api_account_role_arn
  }
}

data "aws_caller_identity" "apis" {
  provider = aws.apis
}

module "function" {
  source    = "../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"
  providers = { aws = aws.function }

  name     = "multi-account-example"
  issuer   = var.issuer
  audience = var.audience

  # The authorizers of that account may invoke the function, in the region of the function.
  invoke_from = { apis = { account_id = data.aws_caller_identity.apis.account_id } }
}

module "authorizer" {
  source    = "../../modules/rest-api" # yours: source = "OWNER/jwt-authorizer/aws//modules/rest-api", version = "~> 0.1"
  providers = { aws = aws.apis }

  function = module.function.attachment
  # The API's account can't change the policy of a function in another account: invoke_from allows it there.
  api = { id = aws_api_gateway_rest_api.orders.id, create_permission = false }
}
