// Days as whole numbers since 1970-01-01, and how they are written.

const DAY_MS = 86_400_000;
const ISO = /^(\d{4})-(\d{2})-(\d{2})$/;

/**
 * @param {number} day days since 1970-01-01
 * @returns {string} YYYY-MM-DD
 */
export function isoOf(day) {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/**
 * Read YYYY-MM-DD; null when it is no day of the calendar.
 * @param {unknown} text
 * @returns {number | null}
 */
export function dayOf(text) {
  const found = typeof text === "string" ? ISO.exec(text) : null;
  if (!found) return null;
  const time = Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3]));
  const day = Math.round(time / DAY_MS);
  return isoOf(day) === text ? day : null;
}

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const MONTHS_URDU = "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر".split(
  " ",
);
const MONTH_FIRST = /^(\p{L}{3,9})\.?\s+(\d{1,2})(?!\d)/u;
const TYPED = /^(\d{1,2})(?:[\s./-]+(\p{L}{3,9}|\d{1,2})\.?(?:[\s,،./-]+(\d{4}))?)?$/u;

/**
 * Read a day as people type it: 2021-01-06, 6 Jan 2021, January 6, 6.1.2021 (day first), just 6,
 * with months in English or Urdu. What is left out is taken from the days there are. Eastern
 * digits are read too.
 * @param {string} text
 * @param {number} firstDay first of the days, since 1970-01-01
 * @param {number} count number of days
 * @returns {number | null} counted from the first day; null when it is none of the days
 */
export function typedDay(text, firstDay, count) {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(MONTH_FIRST, "$2 $1");
  const exact = dayOf(plain);
  if (exact !== null)
    return exact >= firstDay && exact < firstDay + count ? exact - firstDay : null;
  const found = TYPED.exec(plain);
  if (!found) return null;
  const [, dayText, monthText, yearText] = found;
  const name = monthText ?? "";
  const named = Math.max(MONTHS.indexOf(name.slice(0, 3)), MONTHS_URDU.indexOf(name));
  const month = named >= 0 ? named + 1 : Number(monthText);
  if (monthText && !(month >= 1 && month <= 12)) return null;
  for (let day = 0; day < count; day++) {
    const [y, m, d] = isoOf(firstDay + day)
      .split("-")
      .map(Number);
    if (d !== Number(dayText) || (monthText && m !== month)) continue;
    if (!yearText || y === Number(yearText)) return day;
  }
  return null;
}

/**
 * Writers of days and numbers for one language; Urdu gets the digits used in Pakistan.
 * @param {string} locale BCP 47
 */
export function writersFor(locale) {
  const digits = locale.startsWith("ur") ? `${locale.split("-u-")[0]}-u-nu-arabext` : locale;
  /** @param {Intl.DateTimeFormatOptions} options */
  const format = (options) => new Intl.DateTimeFormat(digits, { timeZone: "UTC", ...options });
  const long = format({
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
  });
  const short = format({ day: "numeric", month: "short" });
  const month = format({ month: "short", year: "numeric" });
  const year = format({ year: "numeric" });
  const number = new Intl.NumberFormat(digits);
  const english = locale.startsWith("en");
  const urdu = locale.startsWith("ur");
  return {
    /** @param {number} day */
    long(day) {
      const date = new Date(day * DAY_MS);
      if (!english && !urdu) return long.format(date);
      // "Wednesday 6 January 2021", as in the sentences, under every locale of the two languages.
      const parts = Object.fromEntries(long.formatToParts(date).map((p) => [p.type, p.value]));
      return `${parts.weekday} ${parts.day} ${parts.month} ${parts.year}`;
    },
    /** @param {number} day */
    short(day) {
      const date = new Date(day * DAY_MS);
      if (!english) return short.format(date);
      const parts = Object.fromEntries(short.formatToParts(date).map((p) => [p.type, p.value]));
      return `${parts.day} ${parts.month}`;
    },
    /** As it can be typed too. @param {number} day */
    full(day) {
      return `${this.short(day)} ${year.format(new Date(day * DAY_MS))}`;
    },
    /** @param {number} day */
    month: (day) => month.format(new Date(day * DAY_MS)),
    /** @param {number} value */
    number: (value) => number.format(value),
  };
}
/** @typedef {ReturnType<typeof writersFor>} Writers */
