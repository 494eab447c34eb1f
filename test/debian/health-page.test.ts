/// <reference lib="dom" />
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeSandboxServer } from "../../packages/stopgap/src/demo/sandbox-server.js";
import {
  type CommandWorld,
  makeCommandWorld,
  runWords,
  unknownAction,
  worldFeed,
} from "../../packages/stopgap/testing/command-world.js";
import { root } from "../docs/code-blocks.js";

/** Debian's Chromium, quiet: it looks for nothing on the network by itself. */
const launch = {
  executablePath: "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

let world: CommandWorld;
let browser: Browser;
let page: Page;
let heard: string[];
let requested: string[];

/** Two servers of one organization that differ: another build, a block, a failure. */
beforeAll(async () => {
  world = await makeCommandWorld();
  const second = world.path("second.yaml");
  await world.configure("store: { file: ./stopgap.db }");
  await mkdir(world.path("other"));
  await makeSandboxServer(world.path("other"));
  const first = await readFile(world.path("stopgap.yaml"), "utf8");
  await writeFile(
    second,
    first
      .replace("name: Server1", "name: Server2")
      .replace("15.2.1118.12", "15.2.1118.20")
      .replace("./server", "./other"),
  );
  await world.publish(worldFeed(1));
  await world.run("check");
  await world.publish(worldFeed(2, unknownAction));
  await world.run("check");
  await world.run("block", "M1", "--reason", "printing is needed");
  await runWords(["--config", second, "check"]);
  const ran = await world.run("health", "--html", world.path("health.html"));
  expect(ran.error).toContain("health.html");
  browser = await chromium.launch(launch);
});
afterAll(async () => {
  await browser?.close();
  await world?.end();
});

beforeEach(() => {
  heard = [];
  requested = [];
});
afterEach(() => page.close());

async function open(options: Parameters<Browser["newPage"]>[0] = {}): Promise<void> {
  page = await browser.newPage({ viewport: { width: 1200, height: 900 }, ...options });
  page.on("console", (message) => heard.push(message.text()));
  page.on("pageerror", (error) => heard.push(error.message));
  page.on("request", (request) => requested.push(request.url()));
  await page.goto(pathToFileURL(world.path("health.html")).href);
}

/** Texts that are harder to read than WCAG 2.2 AA allows: less than 4.5 to 1 against what is behind them. */
function faintTexts(): Promise<string[]> {
  return page.evaluate(() => {
    const channels = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (color: string) => {
      const [red = 0, green = 0, blue = 0] = channels(color).map((value) => {
        const part = value / 255;
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const behind = (element: Element | null): string => {
      if (element === null) return "rgb(255, 255, 255)";
      const { backgroundColor } = getComputedStyle(element);
      return channels(backgroundColor)[3] === 0 ? behind(element.parentElement) : backgroundColor;
    };
    const own = (element: Element) =>
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== "");
    return [...document.body.querySelectorAll("*")].filter(own).flatMap((element) => {
      const [one, other] = [luminance(getComputedStyle(element).color), luminance(behind(element))];
      const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      return ratio >= 4.5 ? [] : [`${element.textContent?.trim()}: ${ratio.toFixed(2)}`];
    });
  });
}

describe.each(["light", "dark"] as const)("the health page, %s", (colorScheme) => {
  it("runs nothing, loads nothing, and complains of nothing", async () => {
    await open({ colorScheme });
    expect(heard).toEqual([]);
    expect(requested).toEqual([page.url()]);
    expect(await page.title()).toBe("Emergency mitigations: Contoso");
  });

  it("is readable: every text stands out from what is behind it", async () => {
    await open({ colorScheme });
    expect(await faintTexts()).toEqual([]);
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(background === "rgb(255, 255, 255)").toBe(colorScheme === "light");
  });

  it("is the picture in the documents: npm run docs:screenshots", async () => {
    await open({ colorScheme, viewport: { width: 1000, height: 1100 } });
    const picture = await page.screenshot();
    const file = join(root, `docs/images/health-${colorScheme}.png`);
    if (process.env.STOPGAP_SCREENSHOTS === "write") await writeFile(file, picture);
    const size = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)];
    expect(size(await readFile(file))).toEqual(size(picture));
  });
});

describe("its links", () => {
  it("all lead to a place on the page", async () => {
    await open();
    const links = await page.locator("a").all();
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) {
      const target = await link.getAttribute("href");
      expect(target).toMatch(/^#./);
      await link.click();
      expect(new URL(page.url()).hash).toBe(target);
      await page.locator(":target").first().waitFor({ state: "visible" });
    }
  });

  it("lead from a mitigation to its history, and from the verdict to what asks for attention", async () => {
    await open();
    await page.locator("section[aria-labelledby=mitigations] a", { hasText: "M1.1.0" }).first().click();
    expect(await page.locator(":target").textContent()).toBe("M1.1.0");
    await page.locator(".verdict a").first().click();
    expect(await page.locator(":target .mark").textContent()).toMatch(/^(Look|Act)$/);
  });
});

describe("whoever reads it", () => {
  it("sees the differences between the servers first", async () => {
    await open();
    const headings = await page.locator("h2").allTextContents();
    expect(headings[0]).toBe("Servers compared");
    expect(await page.locator("tr.differs").count()).toBeGreaterThan(0);
    const classes = await page
      .locator("section[aria-labelledby=servers] tbody tr")
      .evaluateAll((rows) => rows.map((row) => row.className));
    expect(classes).toEqual(classes.toSorted());
  });

  it.each([320, 360, 600, 1600])("does not scroll sideways at %i pixels", async (width) => {
    await open({ viewport: { width, height: 800 } });
    const [wide, seen] = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return [scrollWidth, clientWidth];
    });
    expect(wide).toBeLessThanOrEqual(seen ?? 0);
  });

  it("hears names for everything: landmarks, headings in order, headers of columns and rows", async () => {
    await open();
    const levels = await page
      .locator("h1, h2, h3")
      .evaluateAll((headings) => headings.map(({ tagName }) => Number(tagName[1])));
    expect(levels[0]).toBe(1);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll("section, th, [role=listitem], [role=list]")]
        .filter((element) => {
          const label = document.getElementById(element.getAttribute("aria-labelledby") ?? "");
          return (
            `${element.getAttribute("aria-label") ?? ""}${label?.textContent ?? ""}${element.textContent}`.trim() === ""
          );
        })
        .map(({ outerHTML }) => outerHTML),
    );
    expect(nameless).toEqual([]);
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    expect(await page.getByRole("main").count()).toBe(1);
    expect(await page.locator("thead th:not([scope=col]), tbody th:not([scope=row])").count()).toBe(0);
  });

  it("gets dark ink on white paper, whatever the screen has", async () => {
    await open({ colorScheme: "dark" });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await faintTexts()).toEqual([]);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(255, 255, 255)");
    const paper = await page.pdf({ format: "A4", printBackground: false });
    expect(paper.subarray(0, 5).toString()).toBe("%PDF-");
  });
});
