# What the rules must let tokens do, and what not: while Terraform plans, and before anything is created.

module "rule_tests" {
  source = "./modules/rule-tests"

  name = var.name

  # Rules with faults are refused elsewhere; what they would do is nobody's business.
  rules        = jsondecode(length(local.rule_faults) == 0 ? jsonencode(var.rules) : "null")
  strict_paths = var.strict_paths
  rule_tests   = jsondecode(length(local.rule_faults) == 0 ? jsonencode(var.rule_tests) : "[]")
}
