const STYLES = ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-family", "opacity"];
const SCALE = 2;
const HEADING = 28;

/**
 * The drawn chart as a picture, with the colours that are on the screen. An SVG in an <img> knows neither the page's
 * style sheets nor its variables, so each element carries its computed style.
 */
export async function chartToPng(svg: SVGSVGElement, title: string): Promise<Blob> {
  const { width, height } = svg.getBoundingClientRect();
  const style = getComputedStyle(svg);
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  inlineStyles(svg, copy);
  const image = await loadImage(
    `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`,
  );
  const canvas = document.createElement("canvas");
  canvas.width = width * SCALE;
  canvas.height = (height + HEADING) * SCALE;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("this browser draws no canvas");
  context.scale(SCALE, SCALE);
  context.fillStyle = getComputedStyle(svg.closest("section") ?? document.documentElement).backgroundColor;
  context.fillRect(0, 0, width, height + HEADING);
  context.fillStyle = style.color;
  context.font = `600 14px ${style.fontFamily}`;
  context.fillText(title, 12, 20);
  context.drawImage(image, 0, HEADING, width, height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error("this browser writes no PNG"));
      else resolve(blob);
    }, "image/png");
  });
}

function inlineStyles(source: Element, target: Element): void {
  const computed = getComputedStyle(source);
  for (const name of STYLES) (target as SVGElement).style.setProperty(name, computed.getPropertyValue(name));
  for (const [i, child] of [...source.children].entries()) {
    const twin = target.children[i];
    if (twin !== undefined) inlineStyles(child, twin);
  }
}

function loadImage(address: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error("the chart could not be drawn as a picture"));
    image.src = address;
  });
}
