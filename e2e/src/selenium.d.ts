// The package's types leave this module out.
declare module "selenium-webdriver/http/index.js" {
  import { Executor, HttpClient } from "selenium-webdriver/http";

  export { Executor, HttpClient };
}
