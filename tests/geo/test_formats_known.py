"""Each known format is read from a file with its real header, and its rows become what they should.

The rows are made up. Headers are those of the published tables.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from geo.formats import FORMATS, convert, header_of, is_tag_row, recognise
from geo.formats.gdelt import COLUMNS_1, COLUMNS_2

ACLED_OLD = (
    "GWNO,EVENT_ID_CNTY,EVENT_ID_NO_CNTY,EVENT_DATE,YEAR,TIME_PRECISION,EVENT_TYPE,ACTOR1,"
    "ALLY_ACTOR_1,INTER1,ACTOR2,ALLY_ACTOR_2,INTER2,INTERACTION,COUNTRY,ADMIN1,ADMIN2,ADMIN3,"
    "LOCATION,LATITUDE,LONGITUDE,GEO_PRECISION,SOURCE,NOTES,FATALITIES"
)
ACLED_31 = (
    "data_id,iso,event_id_cnty,event_id_no_cnty,event_date,year,time_precision,event_type,"
    "sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,region,"
    "country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,"
    "notes,fatalities,timestamp,iso3"
)
ACLED_2024 = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,"
    "assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,"
    "country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,"
    "notes,fatalities,tags,timestamp"
)
UCDP = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,"
    "conflict_name,dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,"
    "side_b_dset_id,side_b_new_id,side_b,number_of_sources,source_article,source_office,"
    "source_date,source_headline,source_original,where_prec,where_coordinates,where_description,"
    "adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,"
    "event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,"
    "deaths_unknown,best,high,low,gwnoa,gwnob"
)
_CCC_SOURCES = ",".join(f"source_{number}" for number in range(1, 31))
_CCC_RESOLVED = "notes,lat,lon,resolved_locality,resolved_county,resolved_state,fips_code"
CCC_1 = (
    "date,locality,state,location_detail,online,type,macroevent,actors,claims,valence,issues,"
    "size_text,size_low,size_high,size_mean,size_cat,arrests,arrests_any,injuries_crowd,"
    "injuries_crowd_any,injuries_police,injuries_police_any,property_damage,property_damage_any,"
    f"chemical_agents,{_CCC_SOURCES},{_CCC_RESOLVED}"
)
CCC_2 = (
    "date,locality,state,location_detail,online,type,title,macroevent,organizations,participants,"
    "claims,claims_summary,claims_verbatim,issue_tags_summary,issue_tags_verbatim,issue_tags,"
    "valence,size_text,size_low,size_high,size_mean,size_cat,arrests,arrests_any,injuries_crowd,"
    "injuries_crowd_any,injuries_police,injuries_police_any,property_damage,property_damage_any,"
    "chemical_agents,participant_measures,police_measures,participant_deaths,police_deaths,"
    f"{_CCC_SOURCES},{_CCC_RESOLVED}"
)
CCC_3 = (
    "date,locality,state,resolved_locality,resolved_state,resolved_county,fips_code,lat,lon,"
    "location,title,event_type,organizations,participants,notables,targets,claims_summary,"
    "claims_verbatim,valence,conf,macroevent,online,size_text,size_low,size_high,size_mean,"
    "size_cat,participant_measures,police_measures,participant_injuries,police_injuries,arrests,"
    "property_damage,arrests_any,participant_casualties_any,police_casualties_any,"
    "property_damage_any,participant_deaths,police_deaths,notes,coder,"
    + ",".join(f"source{number}" for number in range(1, 31))
)
SCAD = (
    "eventid,ccode,countryname,startdate,enddate,duration,stday,stmo,styr,eday,emo,eyr,etype,"
    "escalation,actor1,actor2,actor3,target1,target2,cgovtarget,rgovtarget,npart,ndeath,repress,"
    "elocal,ilocal,sublocal,locnum,issue1,issue2,issue3,issuenote,nsource,notes,coder,"
    "acd_questionable,latitude,longitude,geo_comments,location_precision,female_event,lgtbq_issue"
)
MASS_MOBILIZATION = (
    "id,country,ccode,year,region,protest,protestnumber,startday,startmonth,startyear,endday,"
    "endmonth,endyear,protesterviolence,location,participants_category,participants,"
    "protesteridentity,protesterdemand1,protesterdemand2,protesterdemand3,protesterdemand4,"
    "stateresponse1,stateresponse2,stateresponse3,stateresponse4,stateresponse5,stateresponse6,"
    "stateresponse7,sources,notes"
)
MMAD_REPORTS = (
    "id,cowcode,location,latitude,longitude,asciiname,event_date,side,actors,issue,scope,"
    "part_violence,sec_engagement,numparticipants,avg_numparticipants,source,version"
)
MMAD_EVENTS = (
    "cowcode,location,asciiname,latitude,longitude,event_date,side,numreports,max_scope,"
    "max_partviolence,max_secengagement,mean_avg_numparticipants"
)
GTD = (
    "eventid,iyear,imonth,iday,approxdate,extended,resolution,country,country_txt,region,"
    "region_txt,provstate,city,latitude,longitude,specificity,vicinity,location,summary,crit1,"
    "crit2,crit3,doubtterr,alternative,alternative_txt,multiple,success,suicide,attacktype1,"
    "attacktype1_txt,attacktype2,attacktype2_txt,attacktype3,attacktype3_txt,targtype1,"
    "targtype1_txt,targsubtype1,targsubtype1_txt,corp1,target1,natlty1,natlty1_txt,targtype2,"
    "targtype2_txt,targsubtype2,targsubtype2_txt,corp2,target2,natlty2,natlty2_txt,targtype3,"
    "targtype3_txt,targsubtype3,targsubtype3_txt,corp3,target3,natlty3,natlty3_txt,gname,"
    "gsubname,gname2,gsubname2,gname3,gsubname3,motive,guncertain1,guncertain2,guncertain3,"
    "individual,nperps,nperpcap,claimed,claimmode,claimmode_txt,claim2,claimmode2,"
    "claimmode2_txt,claim3,claimmode3,claimmode3_txt,compclaim,weaptype1,weaptype1_txt,"
    "weapsubtype1,weapsubtype1_txt,weaptype2,weaptype2_txt,weapsubtype2,weapsubtype2_txt,"
    "weaptype3,weaptype3_txt,weapsubtype3,weapsubtype3_txt,weaptype4,weaptype4_txt,weapsubtype4,"
    "weapsubtype4_txt,weapdetail,nkill,nkillus,nkillter,nwound,nwoundus,nwoundte,property,"
    "propextent,propextent_txt,propvalue,propcomment,ishostkid,nhostkid,nhostkidus,nhours,ndays,"
    "divert,kidhijcountry,ransom,ransomamt,ransomamtus,ransompaid,ransompaidus,ransomnote,"
    "hostkidoutcome,hostkidoutcome_txt,nreleased,addnotes,scite1,scite2,scite3,dbsource,INT_LOG,"
    "INT_IDEO,INT_MISC,INT_ANY,related"
)


@dataclass(frozen=True)
class Case:
    """Rows of one format: source cells, and the canonical cells that are not empty."""

    format: str
    title: str
    header: str
    rows: tuple[tuple[dict[str, str], dict[str, str], str], ...]
    """Source cells by column; canonical cells; why the row is no protest."""
    has_header: bool = True


CASES = {
    "acled-old": Case(
        "acled",
        "ACLED (columns before 2019)",
        ACLED_OLD,
        (
            (
                {
                    "EVENT_ID_CNTY": "1PAK",
                    "EVENT_DATE": "10-January-2015",
                    "TIME_PRECISION": "1",
                    "EVENT_TYPE": "Riots/Protests",
                    "ACTOR1": "Protesters (Pakistan)",
                    "ALLY_ACTOR_1": "Miners (Pakistan)",
                    "COUNTRY": "Pakistan",
                    "ADMIN1": "Balochistan",
                    "ADMIN2": "Quetta",
                    "LOCATION": "Quetta",
                    "LATITUDE": "30.1978",
                    "LONGITUDE": "67.0097",
                    "GEO_PRECISION": "1",
                    "SOURCE": "Dawn (Pakistan)",
                    "NOTES": "Miners staged a sit-in. [size=about 300]",
                },
                {
                    "report_id": "1PAK",
                    "date": "10-January-2015",
                    "date_precision": "day",
                    "event_type": "sit-in",
                    "event_type_raw": "Riots/Protests",
                    "place": "Quetta",
                    "admin1": "Balochistan",
                    "admin2": "Quetta",
                    "country": "Pakistan",
                    "latitude": "30.1978",
                    "longitude": "67.0097",
                    "organiser": "Miners (Pakistan)",
                    "size_low": "300",
                    "size_high": "300",
                    "size_text": "about 300",
                    "source": "Dawn (Pakistan)",
                    "note": "Miners staged a sit-in. [size=about 300]",
                },
                "",
            ),
            (
                {"EVENT_TYPE": "Riots/Protests", "ACTOR1": "Rioters (Pakistan)"},
                {"event_type": "riot", "event_type_raw": "Riots/Protests"},
                "",
            ),
            (
                {"EVENT_TYPE": "Battle-No change of territory", "ACTOR1": "Military Forces"},
                {
                    "event_type": "other",
                    "event_type_raw": "Battle-No change of territory",
                    "organiser": "Military Forces",
                },
                "ACLED: Battle-No change of territory",
            ),
        ),
    ),
    "acled-31": Case(
        "acled",
        "ACLED (31 columns, 2019 to 2022)",
        ACLED_31,
        (
            (
                {
                    "event_id_cnty": "PAK7",
                    "event_date": "05 January 2021",
                    "time_precision": "2",
                    "event_type": "Protests",
                    "sub_event_type": "Protest with intervention",
                    "actor1": "Protesters (Pakistan)",
                    "country": "Pakistan",
                    "admin1": "Sindh",
                    "admin2": "Karachi South",
                    "admin3": "Saddar Town",
                    "location": "Karachi - Saddar",
                    "latitude": "24.86",
                    "longitude": "67.03",
                    "geo_precision": "2",
                    "source": "Dawn (Pakistan); Geo News",
                    "notes": "Residents blocked the main road. [size=no report]",
                },
                {
                    "report_id": "PAK7",
                    "date": "05 January 2021",
                    "date_precision": "week",
                    "event_type": "road-block",
                    "event_type_raw": "Protests › Protest with intervention",
                    "place": "Karachi",
                    "spot": "Saddar",
                    "admin1": "Sindh",
                    "admin2": "Karachi South",
                    "country": "Pakistan",
                    "latitude": "24.86",
                    "longitude": "67.03",
                    "radius_km": "25",
                    "source": "Dawn (Pakistan); Geo News",
                    "note": "Residents blocked the main road. [size=no report]",
                },
                "",
            ),
        ),
    ),
    "acled-2024": Case(
        "acled",
        "ACLED (2024 columns)",
        ACLED_2024,
        (
            (
                {
                    "event_id_cnty": "PAK8",
                    "event_date": "2024-01-05",
                    "time_precision": "3",
                    "event_type": "Protests",
                    "sub_event_type": "Peaceful protest",
                    "actor1": "Protesters (Pakistan)",
                    "country": "Pakistan",
                    "admin1": "Balochistan",
                    "admin2": "Quetta",
                    "location": "Quetta",
                    "latitude": "30.1978",
                    "longitude": "67.0097",
                    "geo_precision": "3",
                    "notes": "Protests were held in Balochistan.",
                    "tags": "women targeted; crowd size=between 200 and 1,500",
                },
                {
                    "report_id": "PAK8",
                    "date": "2024-01-05",
                    "date_precision": "month",
                    "event_type": "demonstration",
                    "event_type_raw": "Protests › Peaceful protest",
                    "admin1": "Balochistan",
                    "country": "Pakistan",
                    "size_low": "200",
                    "size_high": "1500",
                    "size_text": "between 200 and 1,500",
                    "note": "Protests were held in Balochistan.",
                },
                "",
            ),
            (
                {
                    "event_type": "Battles",
                    "sub_event_type": "Armed clash",
                    "geo_precision": "1.0",
                    "latitude": "1",
                    "notes": "They held a rally.",
                },
                {
                    "event_type": "other",
                    "event_type_raw": "Battles › Armed clash",
                    "latitude": "1",
                    "note": "They held a rally.",
                },
                "ACLED: Battles › Armed clash",
            ),
            (
                {"event_type": "Explosions/Remote violence", "sub_event_type": "Air/drone strike"},
                {
                    "event_type": "other",
                    "event_type_raw": "Explosions/Remote violence › Air/drone strike",
                },
                "ACLED: Explosions/Remote violence › Air/drone strike",
            ),
            (
                {"event_type": "Strategic developments", "sub_event_type": "Arrests"},
                {"event_type": "other", "event_type_raw": "Strategic developments › Arrests"},
                "ACLED: Strategic developments › Arrests",
            ),
            (
                {
                    "event_type": "Protests",
                    "sub_event_type": "Excessive force against protesters",
                    "tags": "crowd size=hundreds",
                },
                {
                    "event_type": "demonstration",
                    "event_type_raw": "Protests › Excessive force against protesters",
                    "size_text": "hundreds",
                },
                "",
            ),
            (
                {
                    "event_type": "Riots",
                    "sub_event_type": "Violent demonstration",
                    "assoc_actor_1": "Students (Pakistan)",
                    "actor1": "Rioters (Pakistan)",
                    "tags": "crowd size=at least 1,000",
                    "notes": "Students marched.",
                },
                {
                    "event_type": "riot",
                    "event_type_raw": "Riots › Violent demonstration",
                    "organiser": "Students (Pakistan)",
                    "size_low": "1000",
                    "size_text": "at least 1,000",
                    "note": "Students marched.",
                },
                "",
            ),
        ),
    ),
    "ucdp": Case(
        "ucdp-ged",
        "UCDP GED",
        UCDP,
        (
            (
                {
                    "id": "11",
                    "type_of_violence": "1",
                    "source_article": "Reuters, 2020-01-05",
                    "source_office": "Reuters News",
                    "source_date": "2020-01-05",
                    "source_headline": "Clash near Quetta",
                    "where_prec": "2",
                    "where_coordinates": "Quetta city",
                    "where_description": "near Quetta",
                    "adm_1": "Balochistan province",
                    "adm_2": "Quetta district",
                    "latitude": "30.2",
                    "longitude": "67.0",
                    "country": "Pakistan",
                    "date_prec": "1",
                    "date_start": "2020-01-04 00:00:00.000",
                    "date_end": "2020-01-05 00:00:00.000",
                },
                {
                    "report_id": "11",
                    "date": "2020-01-04 00:00:00.000",
                    "date_end": "2020-01-05 00:00:00.000",
                    "date_precision": "day",
                    "event_type": "other",
                    "event_type_raw": "State-based conflict",
                    "place": "Quetta",
                    "admin1": "Balochistan",
                    "admin2": "Quetta",
                    "country": "Pakistan",
                    "latitude": "30.2",
                    "longitude": "67.0",
                    "radius_km": "25",
                    "source": "Reuters News",
                    "source_date": "2020-01-05",
                    "note": "Clash near Quetta; near Quetta",
                },
                "UCDP GED: state-based conflict, organised violence",
            ),
            (
                {
                    "type_of_violence": "3",
                    "where_prec": "4",
                    "where_coordinates": "Aden governorate",
                    "adm_1": "Aden governorate",
                    "adm_2": "Al Mansura district",
                    "latitude": "12.8",
                    "longitude": "45.0",
                    "country": "Yemen (North Yemen)",
                    "date_prec": "4",
                    "date_start": "2015-03-01",
                    "date_end": "2015-03-31",
                },
                {
                    "date": "2015-03-01",
                    "date_precision": "month",
                    "event_type": "other",
                    "event_type_raw": "One-sided violence",
                    "admin1": "Aden",
                    "country": "Yemen",
                },
                "UCDP GED: one-sided violence, organised violence",
            ),
            (
                {"type_of_violence": "2", "where_prec": "6", "adm_1": "X", "latitude": "1"},
                {"event_type": "other", "event_type_raw": "Non-state conflict"},
                "UCDP GED: non-state conflict, organised violence",
            ),
        ),
    ),
    "gdelt-1": Case(
        "gdelt-1",
        "GDELT 1.0 events",
        ",".join(COLUMNS_1),
        (
            (
                {
                    "GLOBALEVENTID": "301",
                    "SQLDATE": "20140105",
                    "Year": "2014",
                    "IsRootEvent": "1",
                    "EventCode": "141",
                    "QuadClass": "3",
                    "NumMentions": "12",
                    "NumSources": "3",
                    "ActionGeo_Type": "4",
                    "ActionGeo_FullName": "Karachi, Sindh, Pakistan",
                    "ActionGeo_CountryCode": "PK",
                    "ActionGeo_Lat": "24.8667",
                    "ActionGeo_Long": "67.05",
                    "DATEADDED": "20140106",
                    "SOURCEURL": "https://www.dawn.com/news/1",
                },
                {
                    "report_id": "301",
                    "date": "20140105",
                    "event_type": "demonstration",
                    "event_type_raw": "CAMEO 141: Demonstrate or rally",
                    "place": "Karachi",
                    "admin1": "Sindh",
                    "country": "PK",
                    "latitude": "24.8667",
                    "longitude": "67.05",
                    "certainty": "approximate",
                    "source": "dawn.com",
                    "source_url": "https://www.dawn.com/news/1",
                    "source_date": "2014-01-06",
                    "note": "12 mentions, 3 sources",
                },
                "",
            ),
            (
                {
                    "GLOBALEVENTID": "302",
                    "SQLDATE": "20140105",
                    "Year": "2014",
                    "IsRootEvent": "0",
                    "EventCode": "190",
                    "QuadClass": "4",
                    "ActionGeo_Type": "1",
                    "ActionGeo_FullName": "China",
                    "ActionGeo_CountryCode": "CH",
                    "ActionGeo_Lat": "35",
                    "ActionGeo_Long": "105",
                    "SOURCEURL": "BBC Monitoring",
                },
                {
                    "report_id": "302",
                    "date": "20140105",
                    "event_type": "other",
                    "event_type_raw": "CAMEO 190",
                    "country": "CN",
                    "certainty": "weak",
                    "source": "BBC Monitoring",
                },
                "GDELT: CAMEO code 190, no protest",
            ),
        ),
        has_header=False,
    ),
    "gdelt-2": Case(
        "gdelt-2",
        "GDELT 2.0 events",
        ",".join(COLUMNS_2),
        tuple(
            (
                {
                    "GLOBALEVENTID": "9",
                    "SQLDATE": "20210105",
                    "Year": "2021",
                    "IsRootEvent": "1",
                    "EventCode": code,
                    "QuadClass": "3",
                    "ActionGeo_Type": "5",
                    "ActionGeo_FullName": "Balochistan, Pakistan",
                    "ActionGeo_CountryCode": "PK",
                    "ActionGeo_Lat": "28",
                    "ActionGeo_Long": "66",
                    "DATEADDED": "20210106101500",
                },
                {
                    "report_id": "9",
                    "date": "20210105",
                    "event_type": kind,
                    "event_type_raw": f"CAMEO {code}: {words}",
                    "admin1": "Balochistan",
                    "country": "PK",
                    "certainty": "approximate",
                    "source_date": "2021-01-06",
                },
                "",
            )
            for code, kind, words in (
                ("140", "demonstration", "Engage in political dissent"),
                ("1411", "demonstration", "Demonstrate or rally"),
                ("142", "other", "Conduct hunger strike"),
                ("143", "strike", "Conduct strike or boycott"),
                ("144", "road-block", "Obstruct passage, block"),
                ("145", "riot", "Protest violently, riot"),
            )
        ),
        has_header=False,
    ),
    "ccc-1": Case(
        "ccc",
        "Crowd Counting Consortium (2017 to 2020)",
        CCC_1,
        (
            (
                {
                    "date": "2017-01-21",
                    "locality": "Springfield",
                    "state": "IL",
                    "location_detail": "State Capitol",
                    "online": "0",
                    "type": "march; rally",
                    "actors": "Women's March",
                    "claims": "for women's rights",
                    "size_text": "NA",
                    "size_low": "200",
                    "size_high": "300.5",
                    "source_1": "https://www.sj-r.com/news/1",
                    "notes": "NA",
                    "lat": "39.78",
                    "lon": "-89.65",
                    "resolved_county": "Sangamon County",
                },
                {
                    "date": "2017-01-21",
                    "event_type": "march",
                    "event_type_raw": "march; rally",
                    "place": "Springfield",
                    "spot": "State Capitol",
                    "admin1": "IL",
                    "admin2": "Sangamon County",
                    "country": "US",
                    "latitude": "39.78",
                    "longitude": "-89.65",
                    "organiser": "Women's March",
                    "size_low": "200",
                    "size_high": "300",
                    "source": "sj-r.com",
                    "source_url": "https://www.sj-r.com/news/1",
                    "note": "for women's rights",
                },
                "",
            ),
            (
                {"locality": "Springfield", "online": "1", "type": "walkout"},
                {
                    "event_type": "strike",
                    "event_type_raw": "walkout",
                    "place": "Springfield",
                    "country": "US",
                },
                "CCC: an event online only",
            ),
        ),
    ),
    "ccc-2": Case(
        "ccc",
        "Crowd Counting Consortium (2021 to 2024)",
        CCC_2,
        (
            (
                {
                    "date": "2022-05-01",
                    "locality": "Salem",
                    "type": "vigil",
                    "organizations": "Interfaith Council",
                    "claims": "for peace",
                    "claims_summary": "for peace in the town",
                    "notes": "at dusk",
                    "source_1": "local newsletter",
                },
                {
                    "date": "2022-05-01",
                    "event_type": "vigil",
                    "event_type_raw": "vigil",
                    "place": "Salem",
                    "country": "US",
                    "organiser": "Interfaith Council",
                    "source": "local newsletter",
                    "note": "for peace in the town; at dusk",
                },
                "",
            ),
        ),
    ),
    "ccc-3": Case(
        "ccc",
        "Crowd Counting Consortium (2025 on)",
        CCC_3,
        (
            (
                {
                    "date": "2025-02-05",
                    "locality": "Austin",
                    "state": "TX",
                    "location": "Texas Capitol",
                    "event_type": "die-in",
                    "notables": "a person",
                    "targets": "a person",
                    "source1": "https://example.org/a",
                },
                {
                    "date": "2025-02-05",
                    "event_type": "sit-in",
                    "event_type_raw": "die-in",
                    "place": "Austin",
                    "spot": "Texas Capitol",
                    "admin1": "TX",
                    "country": "US",
                    "source": "example.org",
                    "source_url": "https://example.org/a",
                },
                "",
            ),
        ),
    ),
    "scad": Case(
        "scad",
        "SCAD",
        SCAD,
        (
            (
                {
                    "eventid": "4750001",
                    "countryname": "Nigeria",
                    "startdate": "1-Jan-90",
                    "enddate": "3-Jan-90",
                    "stday": "1",
                    "stmo": "1",
                    "styr": "1990",
                    "eday": "3",
                    "emo": "1",
                    "eyr": "1990",
                    "etype": "1",
                    "actor1": "Students",
                    "actor2": "Teachers",
                    "npart": "3",
                    "elocal": "Lagos",
                    "locnum": "2",
                    "issuenote": "Fees",
                    "latitude": "6.45",
                    "longitude": "3.39",
                },
                {
                    "report_id": "4750001",
                    "date": "1990-01-01",
                    "date_end": "1990-01-03",
                    "date_precision": "day",
                    "event_type": "demonstration",
                    "event_type_raw": "Organized demonstration",
                    "place": "Lagos",
                    "country": "Nigeria",
                    "latitude": "6.45",
                    "longitude": "3.39",
                    "organiser": "Students; Teachers",
                    "size_low": "101",
                    "size_high": "1000",
                    "size_text": "101 to 1,000",
                    "note": "Fees",
                },
                "",
            ),
            (
                {
                    "startdate": "5-Feb-91",
                    "etype": "6",
                    "npart": "-99",
                    "elocal": "Kano",
                    "locnum": "6",
                    "latitude": "12",
                    "longitude": "8.5",
                },
                {
                    "date": "5-Feb-91",
                    "event_type": "strike",
                    "event_type_raw": "Limited strike",
                    "admin1": "Kano",
                },
                "",
            ),
            (
                {
                    "etype": "4",
                    "npart": "7",
                    "elocal": "nationwide",
                    "locnum": "7",
                    "latitude": "9",
                },
                {
                    "event_type": "riot",
                    "event_type_raw": "Spontaneous violent riot",
                    "size_low": "1000001",
                    "size_text": "more than 1,000,000",
                },
                "",
            ),
            (
                {"etype": "9", "elocal": "Jos", "locnum": "2"},
                {
                    "event_type": "other",
                    "event_type_raw": "Extra-government violence",
                    "place": "Jos",
                },
                "SCAD: Extra-government violence",
            ),
        ),
    ),
    "mass-mobilization": Case(
        "mass-mobilization",
        "Mass Mobilization",
        MASS_MOBILIZATION,
        (
            (
                {
                    "id": "7702007001",
                    "country": "Pakistan",
                    "year": "2007",
                    "protest": "1",
                    "startday": "12",
                    "startmonth": "3",
                    "startyear": "2007",
                    "endday": "13",
                    "endmonth": "3",
                    "endyear": "2007",
                    "protesterviolence": "0",
                    "location": "Lahore",
                    "participants_category": "1000-1999",
                    "participants": "more than 1000",
                    "protesteridentity": "lawyers",
                    "sources": "1. A newspaper, 13 March 2007",
                    "notes": "Lawyers protested.",
                },
                {
                    "report_id": "7702007001",
                    "date": "2007-03-12",
                    "date_end": "2007-03-13",
                    "date_precision": "day",
                    "event_type": "demonstration",
                    "event_type_raw": "Protest",
                    "place": "Lahore",
                    "country": "Pakistan",
                    "organiser": "lawyers",
                    "size_low": "1000",
                    "size_text": "more than 1000",
                    "source": "1. A newspaper, 13 March 2007",
                    "note": "Lawyers protested.",
                },
                "",
            ),
            (
                {
                    "country": "Canada",
                    "protest": "1",
                    "protesterviolence": "1",
                    "startday": "1",
                    "startmonth": "2",
                    "startyear": "1990",
                    "location": "national",
                    "participants_category": "100-999",
                    "participants": "hundreds",
                    "protesteridentity": "unspecified",
                },
                {
                    "date": "1990-02-01",
                    "date_precision": "day",
                    "event_type": "riot",
                    "event_type_raw": "Protest, violent",
                    "country": "Canada",
                    "size_low": "100",
                    "size_high": "999",
                    "size_text": "hundreds",
                },
                "",
            ),
            (
                {"country": "Canada", "year": "1992", "protest": "0", "participants": "."},
                {"event_type": "other", "event_type_raw": "No protest", "country": "Canada"},
                "Mass Mobilization: a year without protest",
            ),
        ),
    ),
    "mmad-reports": Case(
        "mmad",
        "MMAD (reports)",
        MMAD_REPORTS,
        (
            (
                {
                    "id": "4558",
                    "cowcode": "770",
                    "location": "1174872",
                    "latitude": "24.9",
                    "longitude": "67.1",
                    "asciiname": "Karachi",
                    "event_date": "2007-05-12",
                    "side": "0",
                    "actors": "party supporters",
                    "issue": "for the president",
                    "numparticipants": "thousands",
                    "avg_numparticipants": "2000.4",
                    "source": "AFP",
                },
                {
                    "report_id": "4558",
                    "date": "2007-05-12",
                    "event_type": "demonstration",
                    "event_type_raw": "Pro-government protest",
                    "place": "Karachi",
                    "country": "PK",
                    "latitude": "24.9",
                    "longitude": "67.1",
                    "organiser": "party supporters",
                    "size_low": "2000",
                    "size_high": "2000",
                    "size_text": "thousands",
                    "source": "AFP",
                    "note": "for the president; Pro-government.",
                },
                "",
            ),
        ),
    ),
    "mmad-events": Case(
        "mmad",
        "MMAD (events)",
        MMAD_EVENTS,
        (
            (
                {
                    "cowcode": "40",
                    "asciiname": "Santiago de Cuba",
                    "event_date": "2004-06-14",
                    "side": "1",
                    "mean_avg_numparticipants": "NA",
                },
                {
                    "date": "2004-06-14",
                    "event_type": "demonstration",
                    "event_type_raw": "Anti-government protest",
                    "place": "Santiago de Cuba",
                    "country": "CU",
                },
                "",
            ),
        ),
    ),
    "gtd": Case(
        "gtd",
        "Global Terrorism Database",
        GTD,
        (
            (
                {
                    "eventid": "201501050001",
                    "iyear": "2015",
                    "imonth": "1",
                    "iday": "5",
                    "country": "153",
                    "country_txt": "Pakistan",
                    "provstate": "Balochistan",
                    "city": "Quetta",
                    "latitude": "30.2",
                    "longitude": "67.0",
                    "specificity": "1",
                    "vicinity": "1",
                    "summary": "An attack.",
                    "attacktype1_txt": "Bombing/Explosion",
                    "gname": "Unknown",
                    "scite1": '"A newspaper," January 5, 2015.',
                },
                {
                    "report_id": "201501050001",
                    "date": "2015-01-05",
                    "date_precision": "day",
                    "event_type": "other",
                    "event_type_raw": "Bombing/Explosion",
                    "place": "Quetta",
                    "admin1": "Balochistan",
                    "country": "Pakistan",
                    "latitude": "30.2",
                    "longitude": "67.0",
                    "radius_km": "10",
                    "source": '"A newspaper," January 5, 2015.',
                    "note": "An attack.",
                },
                "GTD: Bombing/Explosion, terrorism",
            ),
            (
                {
                    "iyear": "1972",
                    "imonth": "6",
                    "iday": "0",
                    "city": "Unknown",
                    "provstate": "Sindh",
                    "specificity": "4",
                    "latitude": "26",
                    "longitude": "68",
                    "attacktype1_txt": "Assassination",
                },
                {
                    "date": "1972-06",
                    "date_precision": "month",
                    "event_type": "other",
                    "event_type_raw": "Assassination",
                    "admin1": "Sindh",
                    "note": "The day is not known.",
                },
                "GTD: Assassination, terrorism",
            ),
            (
                {"iyear": "1970", "imonth": "0", "iday": "0", "attacktype1_txt": "Hijacking"},
                {
                    "event_type": "other",
                    "event_type_raw": "Hijacking",
                    "note": "Only the year 1970 is known.",
                },
                "GTD: Hijacking, terrorism",
            ),
        ),
    ),
}


def written(case: Case, path: Path) -> Path:
    """Write a case's file as its source publishes it."""
    columns = case.header.split(",")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="," if case.has_header else "\t")
        if case.has_header:
            writer.writerow(columns)
        writer.writerows([cells.get(name, "") for name in columns] for cells, _, _ in case.rows)
    return path


def read(path: Path, *, delimiter: str = ",") -> pd.DataFrame:
    """Read a file's cells as text, with the header that a file without one is known to have."""
    raw = pd.read_csv(path, sep=delimiter, header=None, dtype="str", keep_default_na=False)
    header = header_of(list(raw.iloc[0]))
    if header is None:
        header, raw = list(raw.iloc[0]), raw.iloc[1:]
    return raw.set_axis(header, axis=1).set_axis(raw.index + 1, axis=0)


@pytest.mark.parametrize("name", CASES)
def test_each_format_is_read_from_a_file_with_its_real_header(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    path = written(case, tmp_path / "export.CSV")
    cells = read(path, delimiter="," if case.has_header else "\t")
    found = recognise(list(cells.columns), where=path.name)
    assert (found.format, found.title, found.proposed) == (case.format, case.title, False)
    text, aside = convert(cells, found)
    assert list(text.index) == list(aside.index) == list(cells.index)
    for line, (_, expected, reason) in zip(cells.index, case.rows, strict=True):
        filled = {column: cell for column, cell in text.loc[line].items() if cell}
        assert filled == expected
        assert aside[line] == reason


def test_every_format_that_is_recognised_by_marks_has_a_case() -> None:
    assert {case.format for case in CASES.values()} == {f.id for f in FORMATS if f.marks}


@pytest.mark.parametrize("name", CASES)
def test_no_other_format_fits_its_header(name: str) -> None:
    from geo.formats.description import key

    case = CASES[name]
    keys = [key(column) for column in case.header.split(",")]
    fits = [form.id for form in FORMATS if form.fits(keys)]
    # Version 2.0 of GDELT has all columns of 1.0; it is tried first.
    assert fits == (["gdelt-2", "gdelt-1"] if case.format == "gdelt-2" else [case.format])


@pytest.mark.parametrize("name", CASES)
def test_order_case_and_extra_columns_make_no_difference(name: str) -> None:
    case = CASES[name]
    columns = case.header.split(",")
    random.Random(name).shuffle(columns)
    columns = [column.upper().replace("_", " ") for column in columns]
    found = recognise([*columns, "my_note", "checked\nby"], where="x.csv")
    assert found.format == case.format
    assert found.notes == ("2 extra columns not used: my_note, checked by",)


@pytest.mark.parametrize("name", CASES)
def test_no_column_of_a_published_header_is_called_extra(name: str) -> None:
    assert recognise(CASES[name].header.split(","), where="x.csv").notes == ()


def test_rows_that_are_no_protests_can_be_included(tmp_path: Path) -> None:
    cells = read(written(CASES["ucdp"], tmp_path / "ged.csv"))
    found = recognise(list(cells.columns), where="ged.csv")
    kept = convert(cells, found, include_aside=True)
    assert kept.aside.eq("").all()
    assert kept.text.equals(convert(cells, found).text)


def test_a_tag_row_is_told_from_events() -> None:
    assert is_tag_row(["#event+code", "#date+start", "", "#geo+lat", " #adm1 +name "])
    assert is_tag_row(["#date"])
    assert not is_tag_row(["PAK1", "2021-01-05", "#machh", "30.2"])
    assert not is_tag_row(["", " "])
    assert not is_tag_row([])
    assert not is_tag_row(["# of people", "#1"])


@pytest.mark.parametrize(
    ("width", "format_id"), [(57, "gdelt-1"), (58, "gdelt-1"), (61, "gdelt-2")]
)
def test_gdelt_is_known_by_its_first_row(width: int, format_id: str) -> None:
    case = CASES[format_id]
    row = [case.rows[0][0].get(name, "") for name in case.header.split(",")][:width]
    header = header_of(row)
    assert header is not None
    assert len(header) == width
    assert recognise(header, where="x").format == format_id


@pytest.mark.parametrize(
    "change", [{0: "GLOBALEVENTID"}, {1: "5 January"}, {1: "19990"}, {3: "14"}, {26: "PROTEST"}]
)
def test_other_wide_tables_are_not_taken_for_gdelt(change: dict[int, str]) -> None:
    case = CASES["gdelt-2"]
    row = [case.rows[0][0].get(name, "") for name in case.header.split(",")]
    assert header_of(row) is not None
    for place, cell in change.items():
        row[place] = cell
    assert header_of(row) is None
    assert header_of(row[:-1]) is None
    assert header_of([]) is None
