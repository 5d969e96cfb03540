// Takes the screens of docs/ui.md from a running application with its demo data:
//
//   dotnet run --project src/Dashboard.Web | tee app.log        (SignIn__RequireSecondFactor=false, so that nobody has to set one up first)
//   NODE_PATH=<folder of playwright-core> node docs/screens/take.js app.log [name ...]
//
// BASE and SANDBOX name other addresses than the defaults, CHROMIUM another browser. Names restrict the run to some of the shots.
"use strict";
const { chromium } = require("playwright-core");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const base = process.env.BASE ?? "http://localhost:5080";
const sandbox = process.env.SANDBOX ?? "http://localhost:5081";
const [log, ...only] = process.argv.slice(2);
const password = new RegExp("Demo user admin@demo\\.test\\s+password (\\S+)").exec(readFileSync(log, "utf8"))[1];

const open = async (browser, { width = 1440, dark = false, ru = false }) => {
  const context = await browser.newContext({
    viewport: { width, height: width < 720 ? 844 : 900 }, colorScheme: dark ? "dark" : "light", locale: ru ? "ru" : "en-GB", timezoneId: "Europe/Riga",
    hasTouch: width < 720, deviceScaleFactor: width < 720 ? 2 : 1,
  });
  const page = await context.newPage();
  await page.goto(`${base}/sign-in`);
  return page;
};
const signIn = async page => {
  await page.fill("#email", "admin@demo.test");
  await page.fill("#password", password);
  await page.click("form:has(#password) button[type=submit]");
  await page.waitForSelector("[data-session]");
};
const go = async (page, path) => {
  await page.goto(base + path);
  await page.waitForSelector("[data-interactive=true]");
  await page.waitForSelector(".skeleton", { state: "detached" });
  // The counts of the views come after the rows.
  if (path.startsWith("/operations")) await page.waitForSelector(".segment-count");
};
const still = (page, path) => page.goto(base + path);
const found = async (page, text) => {
  await page.keyboard.press("Control+k");
  await page.keyboard.type(text);
  await page.waitForSelector("[data-found]:not([data-stale]) [role=option]");
};
const payment = async page => {
  await go(page, "/payments?status=success&method=card");
  await page.goto(base + await page.locator("a.row-link").first().getAttribute("href"));
  await page.waitForSelector("[data-interactive=true]");
  await page.waitForSelector("[data-refund]");
};
const panel = async page => {
  await go(page, "/payments?refund=Partly");
  await page.locator("a.row-link").nth(1).click();
  await page.waitForSelector(".panel .timeline-line");
};
const callback = async page => {
  await go(page, "/callback-log");
  // Only a message with one before it has something to compare.
  await page.locator("details.callback summary", { hasText: /(no\.|№) [2-9]/ }).first().click();
  await page.waitForSelector(".changes");
};

const shots = {
  payments: [{}, page => go(page, "/payments")],
  "payments-dark": [{ dark: true }, page => go(page, "/payments")],
  "payments-390-ru": [{ width: 390, ru: true }, page => go(page, "/payments")],
  payment: [{}, payment],
  refund: [{}, async page => { await payment(page); await page.locator("[data-refund]").first().click(); await page.waitForSelector("#refund-reason"); }],
  "payment-390-dark": [{ width: 390, dark: true }, payment],
  "payment-panel": [{}, panel],
  "payment-panel-phone": [{ width: 390 }, panel],
  palette: [{}, async page => { await go(page, "/payments"); await found(page, "EP000"); }],
  "palette-dark-ru": [{ dark: true, ru: true }, async page => { await go(page, "/payments"); await page.keyboard.press("Control+k"); }],
  keys: [{}, async page => { await go(page, "/payments"); await page.keyboard.press("?"); }],
  operations: [{}, page => go(page, "/operations")],
  declines: [{}, async page => { await go(page, "/operations?status=decline&period=last30"); await page.waitForSelector(".code-list"); }],
  overdue: [{}, page => go(page, "/operations?view=overdue")],
  "refunds-failed": [{}, page => go(page, "/operations/failed-refunds")],
  "operations-390": [{ width: 390 }, page => go(page, "/operations")],
  callbacks: [{}, callback],
  "callbacks-refused": [{}, page => go(page, "/callback-log?verdict=refused")],
  "callbacks-390-dark-ru": [{ width: 390, dark: true, ru: true }, callback],
  approvals: [{}, page => go(page, "/approvals")],
  batches: [{}, page => go(page, "/refunds/batches")],
  "batch-new": [{}, page => go(page, "/refunds/batches/new")],
  limits: [{}, page => go(page, "/settings/refund-limits")],
  profile: [{}, page => still(page, "/profile")],
  "second-factor": [{}, page => still(page, "/second-factor")],
  "not-found": [{}, page => still(page, "/no/such/page")],
  "filtered-out": [{}, page => go(page, "/payments?status=expired&method=poli&period=today")],
};
const outside = { "sign-in": {}, "sign-in-dark-ru": { dark: true, ru: true } };

(async () => {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  const wanted = name => only.length === 0 || only.includes(name);
  const take = async (page, name) => {
    // Fonts, the first second of "how long ago", and the 150 ms of a skeleton that is not to be seen.
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(__dirname, `${name}.png`) });
    console.log(name);
  };

  // A payment in two steps, so that there is a callback with one before it.
  const shop = await (await browser.newContext()).newPage();
  await shop.goto(sandbox);
  await shop.fill("input[name=amount]", "129.90");
  await shop.click("button[value=gate]");
  await shop.locator("a[href^='/pay/']").first().click();
  await shop.getByRole("button", { name: "Success" }).click();
  await shop.waitForTimeout(2000);

  for (const [name, look] of Object.entries(outside)) {
    if (!wanted(name)) continue;
    const page = await open(browser, look);
    await take(page, name);
    await page.context().close();
  }

  const pages = new Map();
  for (const [name, [look, prepare]] of Object.entries(shots)) {
    if (!wanted(name)) continue;
    const key = JSON.stringify(look);
    if (!pages.has(key)) {
      pages.set(key, await open(browser, look));
      await signIn(pages.get(key));
    }

    await prepare(pages.get(key));
    await take(pages.get(key), name);
  }

  await browser.close();
})().catch(failure => {
  console.error(failure);
  process.exit(1);
});
