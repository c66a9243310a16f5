mock_provider "aws" {}

variables {
  name           = "orders"
  audience       = ["https://orders.example.com"]
  issuer         = "https://login.example.com/"
  rest_apis      = { orders = { id = "a1" } }
  http_apis      = { web = { id = "a2" } }
  websocket_apis = { live = { id = "a3" } }
  invoke_from    = { team = { account_id = "123456789012" } }
}

run "x" {
}
