# The module by itself, without a provider and without a resource.

variables {
  rules = [
    { methods = ["GET"], paths = ["/orders", "/orders/*"], scopes = ["orders:read"] },
    { paths = ["/tenants/{tenant}/*"], claims = [{ name = "/realm_access/roles", any = ["member"] }] },
    { effect = "deny", paths = ["/*"], claims = [{ name = "suspended", any = [true] }] },
  ]
}

run "a_plan_succeeds_if_every_test_holds" {
  command = plan

  variables {
    rule_tests = [
      { claims = { scope = "openid orders:read" }, allow = ["GET /orders", "GET /orders/1"], deny = ["POST /orders", "GET /orders/../x"] },
      { claims = { tenant = "acme", realm_access = { roles = ["member"] } }, allow = ["PUT /tenants/acme/a"], deny = ["PUT /tenants/other/a"] },
      { claims = { scope = "orders:read", suspended = true }, deny = ["GET /orders", "$connect"] },
    ]
  }

  assert {
    condition     = output.expectations == 8
    error_message = "The output must count every request."
  }
}

run "a_plan_fails_if_a_test_does_not_hold" {
  command = plan

  variables {
    rule_tests = [{ claims = { scope = "orders:read" }, allow = ["DELETE /orders/1"] }]
  }

  expect_failures = [output.expectations]
}

run "a_rule_with_apis_applies_to_these_apis_only" {
  command = plan

  variables {
    rules = [
      { apis = ["orders"], methods = ["GET"], paths = ["/items"], scopes = ["read"] },
      { apis = ["billing"], effect = "deny", paths = ["/*"], claims = [{ name = "suspended", any = [true] }] },
      { methods = ["GET"], paths = ["/profile"], any_token = true },
    ]
    api_keys = ["orders", "billing", "other"]
    rule_tests = [
      { api = "orders", claims = { scope = "read", suspended = true }, allow = ["GET /items", "GET /profile"] },
      { api = "billing", claims = { scope = "read" }, allow = ["GET /profile"], deny = ["GET /items"] },
      { api = "billing", claims = { suspended = true }, deny = ["GET /profile"] },
      { api = "other", claims = { scope = "read", suspended = true }, allow = ["GET /profile"], deny = ["GET /items"] },
      { claims = { scope = "read", suspended = true }, allow = ["GET /profile"], deny = ["GET /items"] },
    ]
  }

  assert {
    condition     = output.expectations == 9
    error_message = "The output must count every request."
  }
}

run "a_test_for_an_unknown_api_is_rejected" {
  command = plan

  variables {
    rules      = [{ apis = ["orders"], methods = ["GET"], paths = ["/items"], scopes = ["read"] }]
    rule_tests = [{ api = "order", claims = {}, deny = ["GET /items"] }]
  }

  expect_failures = [output.expectations]
}

run "without_rules_a_token_may_call_everything" {
  command = plan

  variables {
    rules      = null
    rule_tests = [{ claims = {}, allow = ["GET /", "$connect", "PATCH /a/../b"] }]
  }

  assert {
    condition     = output.expectations == 3
    error_message = "The output must count every request, and without rules each is allowed."
  }
}
