# `npm run lint:terraform` installs the plugin and runs tflint in every directory. By hand: tflint --init, then
# tflint --chdir=DIRECTORY --config="$PWD/.tflint.hcl".

config {
  call_module_type = "local"
}

plugin "terraform" {
  enabled = true
  preset  = "all"
}

plugin "aws" {
  enabled = true
  source  = "github.com/terraform-linters/tflint-ruleset-aws"
  version = "0.48.0"
}

# The root module declares its inputs in files by topic: variables-network.tf, variables-monitoring.tf and others. The rule
# allows variables.tf only.
rule "terraform_standard_module_structure" {
  enabled = false
}
