import type { Place } from '../place/place.ts'

/** Gets a file by a request with the headers of the place, and hands it to the browser whole. It rejects where it breaks off. */
export async function download(place: Place, { href }: HTMLAnchorElement): Promise<void> {
  const response = await place.request(href, {})
  if (!response.ok) {
    place.open(href)
    return
  }
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1]
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = name ?? ''
  link.click()
  // The browser has taken the file over by the next turn; without this line the page would keep it in memory.
  setTimeout(() => URL.revokeObjectURL(link.href))
}
