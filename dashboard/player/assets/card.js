// What a symbol stands for, in words: shown at the pointer, and pinned by a click or Enter.

import { make, webAddress } from "./dom.js";
import { LIGHT, STATES, rowOf, sizeOf } from "./pack.js";
import { sizeInWords } from "./words.js";

const MOST_REPORTS = 12;
const MOST_MEMBERS = 8;

/**
 * Everything that is known of a symbol on the shown day.
 * @typedef {{title: string, lines: string[], state: number,
 *   members: {name: string, words: string}[], membersLeft: number,
 *   reports: {source: string, url: string | null, text: string, when: string}[],
 *   reportsLeft: number}} Facts
 */

/**
 * @param {import("./scene.js").Scene} scene
 * @param {import("./scene.js").Seen} seen
 * @param {import("./clock.js").Clock} clock
 * @param {[number, number]} span first and last day shown
 * @param {import("./words.js").Words} words
 * @returns {Facts | null}
 */
export function factsOf(scene, seen, clock, span, words) {
  const feed = scene.feed();
  const plan = scene.plan();
  const frame = scene.frame();
  if (!feed || !plan || !frame) return null;
  const state = STATES[seen.state];
  const stateLine = `${words.say(state === "silent" ? "silent-state" : state)}: ${words.say(`${state}-means`)}`;
  const { sites } = feed;
  if (seen.site < 0) return cellFacts(scene, seen, words, stateLine);
  const site = seen.site;
  const rows = plan.isSpot[seen.mark] ? feed.spot : feed.town;
  const row = rowOf(rows, site, clock.day);
  const lines = [stateLine];
  if (seen.reports) lines.push(countLine(rows, row, seen.reports, clock, words));
  const size = row >= 0 ? sizeInWords(words, sizeOf(rows, row)) : "";
  if (size) lines.push(`${size} (${words.say("coded")})`);
  if (row >= 0 && rows.flags[row] & LIGHT) lines.push(words.say("light-date"));
  const km = Number(sites.radiusKm[site].toPrecision(2));
  if (seen.isArea) lines.push(words.say("area-named"));
  else
    lines.push(
      words.say(sites.level[site] === "spot" ? "placed-spot" : "placed-town", {
        km,
      }),
    );
  const name = scene.siteName(site);
  const isWhole = plan.isSpot[seen.mark] && sites.town[site] === site;
  const title = isWhole ? `${name}${words.say("comma")}${words.say("whole-town")}` : name;
  const about = feed.reports.filter(
    (r) =>
      r.first <= span[1] &&
      r.last >= span[0] &&
      (plan.isSpot[seen.mark] ? r.site === site : sites.town[r.site] === site),
  );
  return {
    title:
      sites.admin1[site] && !seen.isArea
        ? `${title}${words.say("comma")}${words.name(sites.admin1[site])}`
        : title,
    lines,
    state: seen.state,
    members: [],
    membersLeft: 0,
    reports: about.slice(0, MOST_REPORTS).map((r) => ({
      source: r.source,
      url: webAddress(r.url),
      text: r.isPlanned ? `${words.say("planned")}. ${words.name(r.text)}` : words.name(r.text),
      when: words.day.short(feed.firstDay + r.first),
    })),
    reportsLeft: Math.max(0, about.length - MOST_REPORTS),
  };
}

/**
 * @param {import("./pack.js").Rows} rows
 * @param {number} row
 * @param {number} reports
 * @param {import("./clock.js").Clock} clock
 * @param {import("./words.js").Words} words
 */
function countLine(rows, row, reports, clock, words) {
  let line = words.count("reports", reports);
  const weak = row >= 0 ? rows.weak[row] : 0;
  const isDay = clock.mode === "day" || clock.mode === "new";
  if (isDay && weak) line += `${words.say("comma")}${words.count("weak", weak)}`;
  if (isDay && row >= 0 && rows.sources[row] > 1) {
    line += `${words.say("comma")}${words.count("outlets", rows.sources[row])}`;
  }
  if (clock.mode === "window")
    line += `${words.say("comma")}${words.say("until-window", { n: clock.windowDays })}`;
  if (clock.mode === "cumulative") line += `${words.say("comma")}${words.say("until-cumulative")}`;
  return line;
}

/**
 * @param {import("./scene.js").Scene} scene
 * @param {import("./scene.js").Seen} seen
 * @param {import("./words.js").Words} words
 * @param {string} stateLine
 * @returns {Facts | null}
 */
function cellFacts(scene, seen, words, stateLine) {
  const plan = scene.plan();
  const frame = scene.frame();
  if (!plan || !frame) return null;
  const members = plan.members(seen.mark);
  const lines = [stateLine];
  if (seen.reports) lines.push(words.count("reports", seen.reports));
  const [active, started] = [frame.active[seen.mark], frame.started[seen.mark]];
  lines.push(
    `${words.count("places", active)} / ${words.count("places", members.length)}` +
      (started ? `${words.say("comma")}${words.say("started")}: ${words.day.number(started)}` : ""),
  );
  return {
    title: words.say("gathered", { n: members.length }),
    lines,
    state: seen.state,
    members: members
      .slice(0, MOST_MEMBERS)
      .map((site) => ({ name: scene.siteName(site), words: "" })),
    membersLeft: Math.max(0, members.length - MOST_MEMBERS),
    reports: [],
    reportsLeft: 0,
  };
}

/**
 * @param {HTMLElement} parent
 * @param {() => void} onClose
 */
export function newCard(parent, onClose) {
  const body = make("div", { class: "dp-card-body" });
  const closing = make("button", { type: "button", class: "dp-card-close", onclick: onClose }, "×");
  const card = make("div", { class: "dp-card", role: "group", hidden: true }, body, closing);
  parent.append(card);
  return {
    element: card,
    /**
     * @param {Facts | null} facts
     * @param {{x: number, y: number, radius: number}} at
     * @param {boolean} isPinned
     * @param {import("./words.js").Words} words
     * @param {{width: number, height: number}} room
     */
    show(facts, at, isPinned, words, room) {
      card.hidden = !facts;
      if (!facts) return;
      closing.setAttribute("aria-label", words.say("close"));
      closing.hidden = !isPinned;
      card.setAttribute("aria-label", facts.title);
      card.classList.toggle("dp-pinned", isPinned);
      body.replaceChildren(
        make("h3", { dir: "auto" }, facts.title),
        ...facts.lines.map((line) => make("p", { dir: "auto" }, line)),
        ...listOf(facts, words, isPinned),
      );
      const across = Math.min(card.offsetWidth, room.width - 16);
      const down = card.offsetHeight;
      const beside = at.x + at.radius + 12;
      const left = beside + across + 8 <= room.width ? beside : at.x - at.radius - 12 - across;
      card.style.left = `${Math.max(8, Math.min(left, room.width - across - 8))}px`;
      card.style.top = `${Math.max(8, Math.min(at.y - down / 2, room.height - down - 8))}px`;
    },
    hide() {
      card.hidden = true;
    },
  };
}

/**
 * @param {Facts} facts
 * @param {import("./words.js").Words} words
 * @param {boolean} isPinned
 */
function listOf(facts, words, isPinned) {
  const rows = [];
  if (facts.members.length) {
    const items = facts.members.map(({ name }) => make("li", { dir: "auto" }, name));
    if (facts.membersLeft) {
      items.push(make("li", {}, words.say("more-rows", { n: facts.membersLeft })));
    }
    rows.push(make("ul", {}, ...items));
  }
  if (isPinned && facts.reports.length) {
    const items = facts.reports.map(({ source, url, text, when }) => {
      const outlet = url
        ? make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, source || url)
        : make("b", {}, source);
      // A quote keeps its own direction: its full stop stays at its end.
      const quote = text ? [": ", make("bdi", {}, text)] : [];
      return make("li", {}, `${when} · `, make("bdi", {}, outlet), ...quote);
    });
    if (facts.reportsLeft) {
      items.push(make("li", {}, words.say("more-reports", { n: facts.reportsLeft })));
    }
    rows.push(make("ul", {}, ...items));
  }
  return rows;
}
