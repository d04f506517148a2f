// SPDX-License-Identifier: Apache-2.0
// What can be said of a photo before it is sent: its format by its first bytes, never by its name, and its size.

/** The limits that the service ships with. It checks them itself; here they save an upload that would be refused. */
export const limits = {
  bytes: 20_000_000,
  sidePixels: [64, 8192],
  pixels: 50_000_000,
  photosOfAPerson: 8,
};

/** How many first bytes `formatOf` looks at. */
export const headerBytes = 64;

const heifBrands = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"];
const avifBrands = ["avif", "avis"];

/** jpeg, png, webp, heic, avif; null for anything else. */
export function formatOf(header) {
  const text = (start, end) => String.fromCharCode(...header.slice(start, end));
  if (header[0] === 0xff && header[1] === 0xd8 && header[2] === 0xff) return "jpeg";
  if (text(0, 8) === "\x89PNG\r\n\x1a\n") return "png";
  if (text(0, 4) === "RIFF" && text(8, 12) === "WEBP") return "webp";
  if (text(4, 8) !== "ftyp") return null;
  const size = new DataView(Uint8Array.from(header).buffer).getUint32(0);
  const brands = [text(8, 12)];
  for (let place = 16; place + 4 <= Math.min(size, header.length); place += 4) brands.push(text(place, place + 4));
  // A file of either format may list `mif1` as well: the more particular brand decides.
  if (brands.some((brand) => avifBrands.includes(brand))) return "avif";
  return brands.some((brand) => heifBrands.includes(brand)) ? "heic" : null;
}

/** The problem with a file of which `header` are the first bytes; null where nothing speaks against sending it. */
export function fileProblem({ name, size }, header, image) {
  if (size === 0) return { code: "empty_file", name, image };
  if (size > limits.bytes) return { code: "image_too_large_bytes", image, measured: size, limit: limits.bytes };
  if (formatOf(header) === null) return { code: "unsupported_format", image };
  return null;
}

/** The problem with a picture of this size; null where there is none. */
export function sizeProblem(width, height, image) {
  const [least, most] = limits.sidePixels;
  if (Math.min(width, height) < least) {
    return { code: "image_too_small", image, measured: [width, height], limit: least };
  }
  if (Math.max(width, height) > most) {
    return { code: "image_too_large_pixels", image, measured: [width, height], limit: most };
  }
  if (width * height > limits.pixels) {
    return { code: "image_too_large_pixels", image, measured: [width, height], limit: limits.pixels };
  }
  return null;
}
