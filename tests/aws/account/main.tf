# Which account the credentials belong to. This configuration creates nothing.

provider "aws" {}

data "aws_caller_identity" "this" {}

data "aws_region" "this" {}

output "account_id" {
  value = data.aws_caller_identity.this.account_id
}

output "region" {
  # The attribute `name` is deprecated since 6.0, and 5.100 has no other.
  value = data.aws_region.this.id
}
