# What the role may do with the inputs for the deployment, and who names the log group.

mock_provider "aws" {
  mock_resource "aws_lambda_function" {
    defaults = { arn = "arn:aws-cn:lambda:cn-north-1:123456789012:function:orders", version = "7" }
  }
  mock_resource "aws_lambda_alias" {
    defaults = { invoke_arn = "arn:aws-cn:apigateway:cn-north-1:lambda:path/2015-03-31/functions/arn:aws-cn:lambda:cn-north-1:123456789012:function:orders:live/invocations" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws-cn:iam::123456789012:role/orders-1", name = "orders-1", id = "orders-1" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws-cn:logs:cn-north-1:123456789012:log-group:/aws/lambda/orders" }
  }
}

variables {
  name     = "orders"
  issuer   = "https://login.example.com/"
  audience = ["https://orders.example.com"]
}

run "lambda_may_manage_network_interfaces_and_the_code_may_not" {
  variables {
    vpc_config              = { subnet_ids = ["subnet-0a1b2c3d"], security_group_ids = ["sg-0a1b2c3d"] }
    environment_kms_key_arn = "arn:aws-cn:kms:cn-north-1:123456789012:key/k"
  }

  assert {
    condition = [for statement in slice(jsondecode(aws_iam_role_policy.this[0].policy).Statement, 1, 3) : [
      statement.Effect, join(" ", sort(statement.Action)), statement.Resource[0], jsonencode(try(statement.Condition, null)),
      ]] == [for effect, condition in { Allow = "null", Deny = "{\"Null\":{\"lambda:SourceFunctionArn\":\"false\"}}" } : [
      effect,
      "ec2:AssignPrivateIpAddresses ec2:CreateNetworkInterface ec2:DeleteNetworkInterface ec2:DescribeNetworkInterfaces ec2:DescribeSubnets ec2:UnassignPrivateIpAddresses",
      "*", condition,
    ]]
    error_message = "Lambda must be allowed to manage network interfaces, and calls by the function's code must be denied."
  }

  assert {
    condition = jsondecode(jsonencode(slice(jsondecode(aws_iam_role_policy.this[0].policy).Statement, 3, 4))) == jsondecode(jsonencode([
      { Effect = "Allow", Action = ["kms:Decrypt"], Resource = ["arn:aws-cn:kms:cn-north-1:123456789012:key/k"] },
    ]))
    error_message = "The role must be allowed to decrypt the environment with its key."
  }

  assert {
    condition     = length(jsondecode(aws_iam_role_policy.this[0].policy).Statement) == 4
    error_message = "Except for writing the log, the role must be allowed nothing else."
  }
}

run "an_existing_log_group_is_the_only_one_the_role_may_write_to" {
  variables {
    create_log_group = false
    log_group_name   = "/platform/authorizers"
  }

  assert {
    condition     = jsondecode(aws_iam_role_policy.this[0].policy).Statement[0].Resource == ["arn:aws-cn:logs:*:123456789012:log-group:/platform/authorizers:*"]
    error_message = "The role must be allowed to write to the named group of its account, in any region, and to no other."
  }

  assert {
    condition     = output.log_group_name == "/platform/authorizers" && output.log_group_arn == null
    error_message = "The name of the existing group must be an output; its ARN is not known."
  }
}

run "openapi_documents_name_the_role_that_invokes_the_function" {
  variables {
    authorizer_credentials_arn = "arn:aws-cn:iam::123456789012:role/apigateway"
  }

  assert {
    condition = alltrue([
      for scheme in output.openapi_security_schemes : scheme["x-amazon-apigateway-authorizer"].authorizerCredentials == "arn:aws-cn:iam::123456789012:role/apigateway"
    ])
    error_message = "Each security scheme must have the role as authorizerCredentials."
  }

  assert {
    condition     = output.attachment.authorizer_credentials_arn == "arn:aws-cn:iam::123456789012:role/apigateway"
    error_message = "Attachments in other stacks must receive the role."
  }
}
