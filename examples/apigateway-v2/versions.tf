terraform {
  required_version = ">= 1.9"

  required_providers {
    # tflint-ignore: terraform_unused_required_providers # The modules use it.
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7"
    }
  }
}
